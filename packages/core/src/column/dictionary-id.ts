// Where dictionary ids (Vector.dictionary) come from: one counter in the arena, so that no two dictionaries of
// any thread share an id while they live.
import type { Arena } from "../arena/arena.ts";
import { HEADER } from "../arena/layout.ts";

/** A fresh id, never 0. */
export function nextDictionaryId(arena: Arena): number {
  for (;;) {
    const id = (Atomics.add(arena.view().i32, HEADER.dictionaries >> 2, 1) + 1) >>> 0;
    if (id !== 0) return id;
  }
}
