// The typed door of the float row functions (assembly/float.ts). Failures are reported by `takeStatus()`: the
// first since it was last asked, or 0. Text out writes to the heap given by `setHeap`, of which about a
// kilobyte must be free: the digits are computed there.
import type { Arena } from "../arena/arena.ts";
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
  [-9]: { sqlstate: "22003", message: "input is out of range" },
  [-10]: { sqlstate: "2201E", message: "cannot take logarithm of zero" },
  [-11]: { sqlstate: "2201E", message: "cannot take logarithm of a negative number" },
  [-12]: { sqlstate: "2201F", message: "zero raised to a negative power is undefined" },
  [-13]: { sqlstate: "2201F", message: "a negative number raised to a non-integer power yields a complex result" },
};

/** What assembly/float.ts exports. */
export interface FloatKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  sineOfDegrees(value: number): number;
  cosineOfDegrees(value: number): number;
  tangentOfDegrees(value: number): number;
  cotangentOfDegrees(value: number): number;
  arcSineInDegrees(value: number): number;
  arcCosineInDegrees(value: number): number;
  arcTangentInDegrees(value: number): number;
  arcTangent2InDegrees(y: number, x: number): number;
  errorFunction(value: number): number;
  errorComplement(value: number): number;
  gamma(value: number): number;
  logGamma(value: number): number;
  add64(left: number, right: number): number;
  subtract64(left: number, right: number): number;
  multiply64(left: number, right: number): number;
  divide64(left: number, right: number): number;
  add32(left: number, right: number): number;
  subtract32(left: number, right: number): number;
  multiply32(left: number, right: number): number;
  divide32(left: number, right: number): number;
  squareRoot(value: number): number;
  cubeRoot(value: number): number;
  exponential(value: number): number;
  naturalLogarithm(value: number): number;
  decimalLogarithm(value: number): number;
  sine(value: number): number;
  cosine(value: number): number;
  tangent(value: number): number;
  cotangent(value: number): number;
  arcSine(value: number): number;
  arcCosine(value: number): number;
  arcTangent(value: number): number;
  hyperbolicSine(value: number): number;
  hyperbolicCosine(value: number): number;
  hyperbolicTangent(value: number): number;
  areaSine(value: number): number;
  areaCosine(value: number): number;
  areaTangent(value: number): number;
  toDegrees(value: number): number;
  toRadians(value: number): number;
  arcTangent2(y: number, x: number): number;
  raise(base: number, exponent: number): number;
  /** Two doubles at `out`. */
  twofoldProduct(left: number, right: number, out: number): void;
  twofoldSquare(value: number, out: number): void;
  /** Over addresses of twofold sums. */
  spread(n: bigint, x: number, y: number, xy: number): number;
  spreadOfIntegers(n: bigint, x: number, y: number, xy: number): number;
  roundTwofold(sum: number): number;
  narrow(value: number): number;
  toI16(value: number): number;
  toI32(value: number): number;
  toI64(value: number): bigint;
  f64ToText(value: number): bigint;
  f32ToText(value: number): bigint;
}

/** An instance of the float kernels over the arena, for one thread. */
export function floatKernels(arena: Arena): FloatKernels {
  return instantiateModule(arena, "float") as unknown as FloatKernels;
}
