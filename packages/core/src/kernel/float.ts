// The typed door of the float row functions (assembly/float.ts). Failures are reported by `takeStatus()`: the
// first since it was last asked, or 0. Text out writes to the heap given by `setHeap`, of which about a
// kilobyte must be free: the digits are computed there.
import type { Arena } from "../arena/arena.ts";
import * as builds from "./gen/float.ts";
import { instantiateModule } from "./instantiate.ts";

/** By the negative status code. -1: the byte heap is full. */
export const FLOAT_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [-2]: { sqlstate: "22003", message: "value out of range: overflow" },
  [-3]: { sqlstate: "22003", message: "value out of range: underflow" },
  [-4]: { sqlstate: "22012", message: "division by zero" },
  [-5]: { sqlstate: "2201F", message: "cannot take square root of a negative number" },
  [-6]: { sqlstate: "22003", message: "smallint out of range" },
  [-7]: { sqlstate: "22003", message: "integer out of range" },
  [-8]: { sqlstate: "22003", message: "bigint out of range" },
};

/** What assembly/float.ts exports. */
export interface FloatKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  add64(left: number, right: number): number;
  subtract64(left: number, right: number): number;
  multiply64(left: number, right: number): number;
  divide64(left: number, right: number): number;
  add32(left: number, right: number): number;
  subtract32(left: number, right: number): number;
  multiply32(left: number, right: number): number;
  divide32(left: number, right: number): number;
  squareRoot(value: number): number;
  narrow(value: number): number;
  toI16(value: number): number;
  toI32(value: number): number;
  toI64(value: number): bigint;
  f64ToText(value: number): bigint;
  f32ToText(value: number): bigint;
}

/** An instance of the float kernels over the arena, for one thread. */
export function floatKernels(arena: Arena): FloatKernels {
  return instantiateModule(arena, builds) as unknown as FloatKernels;
}
