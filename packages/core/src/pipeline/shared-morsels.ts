// Morsels that the tasks of a pipeline take from one list: whoever is faster takes more, and no message passes for them. How many
// are taken is a word in the arena, which all threads count on. A task takes several in a row while many are left, since
// neighbours often have keys that no other task meets then, and single ones at the end, when no thread may wait for another.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { SourceMorsel } from "../operator/create.ts";

/** Plain data: the same list on every thread. */
export interface SharedMorsels {
  /** The address of the word that counts those taken. */
  readonly taken: Pointer;
  readonly morsels: readonly SourceMorsel[];
  /** How many tasks take. */
  readonly takers: number;
}

/** Positions in a list: from, and up to but without. */
export interface TakenMorsels {
  readonly from: number;
  readonly to: number;
}

/** Of what is left a task takes its share of one in so many. */
const SHARE = 2;
/** Beyond the end of any list. */
const NONE_LEFT = 1 << 30;

/** A list of which none is taken. The region frees its word, if not `freeShared`. */
export function shareMorsels(region: Region, morsels: readonly SourceMorsel[], takers: number): SharedMorsels {
  return { taken: region.allocateZeroed(4), morsels, takers };
}

/** No task takes from it any more. */
export function freeShared(region: Region, { taken }: SharedMorsels): void {
  region.free(taken);
}

/** The next ones, which are the caller's now; undefined when there are none. */
export function takeMorsels(arena: Arena, { taken, morsels, takers }: SharedMorsels): TakenMorsels | undefined {
  const { i32 } = arena.view();
  for (;;) {
    const from = Atomics.load(i32, taken >>> 2);
    const left = morsels.length - from;
    if (left <= 0) return undefined;
    const to = from + Math.max(1, Math.floor(left / (SHARE * takers)));
    if (Atomics.compareExchange(i32, taken >>> 2, from, to) === from) return { from, to };
  }
}

/** What nobody has begun is not wanted any more. */
export function dropMorsels(arena: Arena, { taken }: SharedMorsels): void {
  Atomics.store(arena.view().i32, taken >>> 2, NONE_LEFT);
}

/** Whether what is taken and not begun is not wanted any more. */
export function areDropped(arena: Arena, { taken }: SharedMorsels): boolean {
  return Atomics.load(arena.view().i32, taken >>> 2) === NONE_LEFT;
}
