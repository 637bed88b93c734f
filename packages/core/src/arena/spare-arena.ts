// The first memory of an engine that was closed, kept for the next one of this thread: programs that make an engine for
// each question (tests, handlers of requests) would pay for it each time: pages that the system clears, kernels and
// compiled code that are linked to it anew.
//
// The rule: a spare is empty, unharmed, never grew, and was never given to another thread, which may have been ended in the middle
// of a change to the heap. One of each kind is kept.
import { usedBytes } from "./allocator.ts";
import { Arena } from "./arena.ts";
import { INITIAL_PAGES, PAGE } from "./layout.ts";

const spares = new Map<"shared" | "unshared", Arena>();

/** A memory that may grow to what one can hold: the spare, or a new one. @throws FfqError CONFIG when there is none */
export function takeArena(shared: boolean): Arena {
  const kind = kindOf(shared);
  const spare = spares.get(kind);
  spares.delete(kind);
  return spare ?? Arena.create({ shared });
}

/** Keeps what `takeArena` gave, if it is as a new one; nobody may use it any more. */
export function giveArena(arena: Arena): void {
  if (arena.isDamaged || arena.isLent || usedBytes(arena) > 0 || arena.view().u8.length > INITIAL_PAGES * PAGE) return;
  spares.set(kindOf(arena.shared), arena);
}

function kindOf(shared: boolean): "shared" | "unshared" {
  return shared ? "shared" : "unshared";
}
