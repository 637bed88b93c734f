// The typed door to the kernels that bring columns in and look after tables (assembly/load.ts describes each).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

export interface LoadKernels {
  unpackBits(bits: Pointer, rows: number, out: Pointer): void;
  widen16(values: Pointer, rows: number, out: Pointer): void;
  narrow128(values: Pointer, rows: number, out: Pointer): void;
  refsOf(ends: Pointer, base: Pointer, rows: number, out: Pointer): void;
  /** See load-fields.part.ts. Answers how many rows are valid. */
  fieldRefs(
    fields: Pointer,
    rows: number,
    columns: number,
    column: number,
    shift: number,
    isCsv: boolean,
    special: number,
    refs: Pointer,
    valid: Pointer,
  ): number;
  sequence(first: bigint, rows: number, out: Pointer): void;
  markRows(numbers: Pointer, rows: number, marks: Pointer): void;
  /** Answers how many rows have that byte. */
  rowsWith(marks: Pointer, value: number, rows: number, out: Pointer): number;
  /** Answers how many rows are valid; where none is, what is at `out` means nothing. */
  bounds32(values: Pointer, validity: Pointer, rows: number, out: Pointer): number;
  bounds64(values: Pointer, validity: Pointer, rows: number, out: Pointer): number;
  replace32(values: Pointer, rows: number, from: number, to: number): void;
  /** The first row whose bytes do not lie where they should, or -1. */
  misplacedEnd(ends: Pointer, rows: number, limit: number): number;
  /** The first valid row that is no numeric, or -1. */
  malformedNumeric(refs: Pointer, validity: Pointer, rows: number): number;
}

const instances = new WeakMap<Arena, LoadKernels>();

/** This thread's instance over the arena. */
export function loadKernels(arena: Arena): LoadKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "load") as unknown as LoadKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
