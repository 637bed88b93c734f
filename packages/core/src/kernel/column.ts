// The typed door to the column kernels: gathers, index composition, validity.
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

type Gather = (data: Pointer, index: Pointer, out: Pointer, rows: number) => void;

export interface ColumnKernels {
  /** out[i] = data[index[i]]; by element width in bits. */
  readonly gather8: Gather;
  readonly gather32: Gather;
  readonly gather64: Gather;
  readonly gather128: Gather;
  /** Of i32: how many bits beside the sign `rows` values need, through an index or (0) as they lie. */
  readonly bits32: (data: Pointer, index: Pointer, rows: number) => number;
  readonly bits64: (data: Pointer, index: Pointer, rows: number) => number;
  /** The u32 of [from, to) that are not 0, less 1, in order; how many. */
  readonly entriesOf: (table: Pointer, from: number, to: number, out: Pointer) => number;
  /** Brings the slots of rows that are about to be read in order into the cache, many lines at a time; `width`: of a slot. */
  readonly touchRows: (data: Pointer, index: Pointer, rows: number, width: number) => void;
  /** 1 when any of `rows` validity bytes is 0. */
  readonly hasNull: (validity: Pointer, rows: number) => number;
  /** Row numbers, each as often as its count says; bounded, resumable (16 zeroed bytes at `cursor`). */
  readonly repeatRows: (
    counts: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    cursor: Pointer,
    out: Pointer,
    capacity: number,
  ) => number;
  /** Arithmetic series from records {first, last, step}; bounded, resumable (16 zeroed bytes at `cursor`); -1: a step is 0. */
  readonly seriesRows: (
    records: Pointer,
    valid: Pointer,
    rows: number,
    cursor: Pointer,
    outRow: Pointer,
    outValue: Pointer,
    width: number,
    capacity: number,
  ) => number;
  /** Bytes (0 or 1) to a bitmap, least significant bit first. */
  readonly packBits: (bytes: Pointer, out: Pointer, rows: number) => void;
  /** Rows whose dense id, numbered by first appearance, is none of the `known` ones and was not met before; how many. */
  readonly firstRows: (ids: Pointer, rows: number, known: number, out: Pointer) => number;
}

const instances = new WeakMap<Arena, ColumnKernels>();

/** This thread's instance over the arena. */
export function columnKernels(arena: Arena): ColumnKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "column") as unknown as ColumnKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
