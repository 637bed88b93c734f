// The kernels that update aggregate states, from the modules that hold them: hash for machine values and bytes,
// numeric and temporal for values whose arithmetic or order is theirs, instantiated when the first of them comes: they
// are the largest modules there are, and most aggregates need neither. One set per arena and thread.
import type { Arena } from "../arena/arena.ts";
import { unreachable } from "../common/unreachable.ts";
import type { Storage } from "../type/storage.ts";
import type { PickOrder, SumKind } from "./aggregate-kind.ts";
import { type HashKernels, hashKernels, type PickKernel, type SumKernel } from "./hash.ts";
import { listBatchKernels } from "./list-batch.ts";
import { instantiateNumeric, type NumericExports } from "./numeric.ts";
import { type TemporalKernels, temporalKernels } from "./temporal.ts";

export interface AggregateKernels {
  readonly hash: HashKernels;
  /** An instance of its own: its heap is not the one that row functions write to. */
  readonly numeric: NumericExports;
  sum(kind: Exclude<SumKind, "sumNumeric">): SumKernel;
  /** min, max and first in the storage's own order. */
  pickOf(storage: Storage): PickKernel;
  /** min and max of values that another module orders. */
  pickBy(order: PickOrder): PickKernel;
}

const instances = new WeakMap<Arena, AggregateKernels>();

/** The aggregate kernels of this arena on this thread. */
export function aggregateKernels(arena: Arena): AggregateKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = gather(arena, hashKernels(arena));
    instances.set(arena, kernels);
  }
  return kernels;
}

function gather(arena: Arena, hash: HashKernels): AggregateKernels {
  let ofNumeric: NumericExports | undefined;
  let ofTemporal: TemporalKernels | undefined;
  const numeric = (): NumericExports => (ofNumeric ??= instantiateNumeric(arena));
  const temporal = (): TemporalKernels => (ofTemporal ??= temporalKernels(arena));
  const picks: Readonly<Record<Storage, PickKernel>> = {
    u8: hash.pickU8,
    i32: hash.pickI32,
    i64: hash.pickI64,
    f32: hash.pickF32,
    f64: hash.pickF64,
    i128: hash.pickI128,
    ref: hash.pickRefs,
  };
  return {
    hash,
    get numeric() {
      return numeric();
    },
    sum: (kind) => (kind === "sumInterval" ? temporal().sumIntervals : hash[kind]),
    pickOf: (storage) => picks[storage],
    pickBy(order) {
      switch (order) {
        case "numeric":
          return numeric().pickNumerics;
        case "interval":
          return temporal().pickIntervals;
        case "padded":
          return hash.pickPaddedRefs;
        case "list":
          return listBatchKernels(arena).pickLists;
        case "struct":
          return listBatchKernels(arena).pickStructs;
        default:
          return unreachable(order);
      }
    },
  };
}
