// The typed door to the kernels over candidate pairs and probe rows' states (assembly/join.ts describes each).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** What a probe row has come to. */
export const JOIN_STATE: { readonly none: 0; readonly hit: 1; readonly unsure: 2 } = { none: 0, hit: 1, unsure: 2 };

type Range = (data: Pointer, index: Pointer, validity: Pointer, rows: number, range: Pointer) => void;

type FilterAdd = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  rows: number,
  base: Pointer,
  fold: number,
  bits: Pointer,
  from: number,
  size: number,
) => void;
type Filter = (
  data: Pointer,
  index: Pointer,
  validity: Pointer,
  list: Pointer,
  rows: number,
  base: Pointer,
  range: number,
  fold: number,
  bits: Pointer,
  out: Pointer,
) => number;

/** The `fold` of filters that are not folded. */
export const UNFOLDED = 0xffffffff;

export interface JoinKernels {
  joinCross(
    cursor: Pointer,
    probeRows: number,
    buildRows: number,
    states: Pointer,
    outProbe: Pointer,
    outBuild: Pointer,
    capacity: number,
  ): number;
  joinActive(found: Pointer, rows: number, active: Pointer, links: Pointer): number;
  joinExpandRounds(
    active: Pointer,
    links: Pointer,
    next: Pointer,
    cursor: Pointer,
    states: Pointer,
    outProbe: Pointer,
    outBuild: Pointer,
    capacity: number,
  ): number;
  joinBuildRows(found: Pointer, rows: number, limit: number, out: Pointer): void;
  joinHit(list: Pointer, index: Pointer, count: number, states: Pointer): void;
  joinHitOnce(list: Pointer, index: Pointer, count: number, states: Pointer): number;
  joinTruth(
    list: Pointer,
    count: number,
    values: Pointer,
    index: Pointer,
    validity: Pointer,
    whenTrue: number,
    states: Pointer,
  ): void;
  joinSelectState(states: Pointer, rows: number, want: number, out: Pointer): number;
  joinUndecided(states: Pointer, validity: Pointer, rows: number, want: number, out: Pointer): number;
  joinInvert(bytes: Pointer, rows: number, out: Pointer): void;
  joinUnsure(found: Pointer, rows: number, states: Pointer): void;
  joinMarks(states: Pointer, rows: number, data: Pointer, validity: Pointer): number;
  joinMarkChains(found: Pointer, next: Pointer, rows: number, links: Pointer, marks: Pointer): void;
  joinHasSecond(found: Pointer, next: Pointer, rows: number): number;
  readonly joinRangeI32: Range;
  readonly joinRangeI64: Range;
  readonly joinFilterAddI32: FilterAdd;
  readonly joinFilterAddI64: FilterAdd;
  joinCountBits(bits: Pointer, bytes: number): number;
  readonly joinFilterI32: Filter;
  readonly joinFilterI64: Filter;
}

const instances = new WeakMap<Arena, JoinKernels>();

/** This thread's instance over the arena. */
export function joinKernels(arena: Arena): JoinKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "join") as unknown as JoinKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
