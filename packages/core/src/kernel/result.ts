// The typed door to the kernels that lay results out (assembly/result.ts describes each).
import type { Arena, Pointer } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

export interface ResultKernels {
  /** Answers how many rows are NULL. */
  flagValid(validity: Pointer, index: Pointer, rows: number, out: Pointer): number;
  narrow16(data: Pointer, index: Pointer, rows: number, out: Pointer): void;
  countBytes(refs: Pointer, index: Pointer, validity: Pointer, rows: number): bigint;
  joinTexts(
    refs: Pointer,
    index: Pointer,
    validity: Pointer,
    rows: number,
    to: Pointer,
    used: number,
    ends: Pointer,
  ): void;
}

const instances = new WeakMap<Arena, ResultKernels>();

/** This thread's instance over the arena. */
export function resultKernels(arena: Arena): ResultKernels {
  let kernels = instances.get(arena);
  if (kernels === undefined) {
    kernels = instantiateModule(arena, "result") as unknown as ResultKernels;
    instances.set(arena, kernels);
  }
  return kernels;
}
