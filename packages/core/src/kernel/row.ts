// The typed door to the kernels that copy rows to where they stay (assembly/row.ts describes each).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

export interface RowKernels {
  /** Answers the bytes that did not fit, or 0; state: next row, heap next, heap end, alignment - 1. */
  copyRefs(refs: Pointer, index: Pointer, validity: Pointer, rows: number, out: Pointer, state: Pointer): number;
  /** As copyRefs; copies: a ref per slot, 0 until it is copied. */
  copyRefsOnce(
    refs: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    copies: Pointer,
    out: Pointer,
    state: Pointer,
  ): number;
  widenI64(data: Pointer, index: Pointer, rows: number, out: Pointer): void;
  /** 1 when any row shows a slot that is not valid. */
  showsNull(validity: Pointer, index: Pointer, rows: number): number;
  moveRefs(refs: Pointer, rows: number, by: number): void;
}

const instances = new WeakMap<Arena, RowKernels>();

/** This thread's instance over the arena. */
export function rowKernels(arena: Arena): RowKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "row") as unknown as RowKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
