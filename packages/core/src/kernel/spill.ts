// Typed door to the kernels of spilling operators (assembly/spill.ts).
import type { Arena, Pointer } from "../arena/arena.ts";
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
  lz4Compress(source: Pointer, length: number, target: Pointer, table: Pointer): number;
  mergeStates(states: Pointer, rows: number, into: Pointer): number;
}

const instances = new WeakMap<Arena, SpillKernels>();

/** This thread's instance over the arena. */
export function spillKernels(arena: Arena): SpillKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "spill") as unknown as SpillKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
