// Typed door to the kernels of spilling operators (assembly/spill.ts).
import type { Arena, Pointer } from "../arena/arena.ts";
import { shared, unshared } from "./gen/spill.ts";
import { instantiateModule } from "./instantiate.ts";

/** The exports of kernel/assembly/spill.ts; each is described there. */
export interface SpillKernels {
  gatherRecords(records: Pointer, words: number, ids: Pointer, rows: number, out: Pointer): void;
  mergeWindows(
    windows: Pointer,
    count: number,
    keys: Pointer,
    words: number,
    ties: Pointer,
    heap: Pointer,
    out: Pointer,
    capacity: number,
  ): number;
  mergeStates(states: Pointer, rows: number, into: Pointer): number;
}

export function spillKernels(arena: Arena): SpillKernels {
  return instantiateModule(arena, { shared, unshared }) as unknown as SpillKernels;
}
