// The typed door to the kernels that make and take apart whole columns of lists and structs (assembly/list-batch.part.ts
// and list-order.part.ts describe each). Codes are type/element-code.ts's.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { PickKernel } from "./hash.ts";
import { instantiateModule } from "./instantiate.ts";

export interface ListBatchKernels {
  /** List r has the elements [ends[r], ends[r + 1]) (u32) of the flat column. */
  makeListsBytes(ends: Pointer, rows: number, code: number, data: Pointer, validity: Pointer): bigint;
  /** Answers where the bytes end that were written to `heap`. */
  makeLists(
    ends: Pointer,
    present: Pointer,
    rows: number,
    code: number,
    data: Pointer,
    validity: Pointer,
    out: Pointer,
    heap: Pointer,
  ): number;
  addFieldBytes(code: number, data: Pointer, validity: Pointer, rows: number, sizes: Pointer): void;
  openStructs(fields: number, present: Pointer, sizes: Pointer, rows: number, out: Pointer, heap: Pointer): number;
  structHead(fields: number): number;
  putFields(field: number, code: number, data: Pointer, validity: Pointer, rows: number, refs: Pointer): void;
  /** Answers how many are NULL. */
  takeFields(
    data: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    field: number,
    code: number,
    out: Pointer,
    valid: Pointer,
  ): number;
  /** out: i64 per row. Answers how many elements there are together. */
  countElements(data: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer): bigint;
  greater(counts: Pointer, rows: number, out: Pointer): void;
  numberRepeats(numbers: Pointer, count: number, before: bigint, ordinals: Pointer): void;
  withinCounts(counts: Pointer, numbers: Pointer, ordinals: Pointer, count: number, valid: Pointer): void;
  /** Answers how many are NULL. */
  elementsAt(
    data: Pointer,
    index: Pointer,
    validity: Pointer,
    numbers: Pointer,
    ordinals: Pointer,
    count: number,
    width: number,
    isRef: number,
    out: Pointer,
    valid: Pointer,
  ): number;
  /** The first valid row that is no value of the type (elementCodes), or -1. */
  malformed(refs: Pointer, validity: Pointer, rows: number, type: Pointer): number;
  readonly pickLists: PickKernel;
  readonly pickStructs: PickKernel;
  /** `code`: of lists or of structs. */
  listKeyBytes(data: Pointer, index: Pointer, validity: Pointer, rows: number, code: number): number;
  listKeys(
    data: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    code: number,
    out: Pointer,
    heap: Pointer,
  ): void;
}

const instances = new WeakMap<Arena, ListBatchKernels>();

/** This thread's instance over the arena. */
export function listBatchKernels(arena: Arena): ListBatchKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "list") as unknown as ListBatchKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
