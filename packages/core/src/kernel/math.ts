// The typed door of the row functions of mathematics that are no arithmetic (assembly/math.ts). Failures are reported through
// `takeStatus()`. An instance belongs to one thread and has its own sequence of random numbers.
import type { Arena } from "../arena/arena.ts";
import { entropy64 } from "../common/entropy.ts";
import { instantiateModule } from "./instantiate.ts";

/** By the negative status code. */
export const MATH_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [-5]: { sqlstate: "22003", message: "bigint out of range" },
  [-6]: { sqlstate: "2201G", message: "count must be greater than zero" },
  [-7]: { sqlstate: "2201G", message: "operand, lower bound, and upper bound cannot be NaN" },
  [-8]: { sqlstate: "2201G", message: "lower and upper bounds must be finite" },
  [-9]: { sqlstate: "2201G", message: "lower bound cannot equal upper bound" },
  [-10]: { sqlstate: "22003", message: "integer out of range" },
  [-11]: { sqlstate: "22008", message: "interval out of range" },
  [-12]: { sqlstate: "22023", message: "lower bound must be less than or equal to upper bound" },
  [-13]: { sqlstate: "22003", message: "value out of range: overflow" },
};

/** Functions that always succeed. */
export const INFALLIBLE_MATH_FUNCTIONS: ReadonlySet<string> = new Set(["random", "randomBits", "seededRandom"]);

/** What assembly/math.ts exports. */
export interface MathKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  seed(first: bigint, second: bigint): void;
  gcd(left: bigint, right: bigint): bigint;
  lcm(left: bigint, right: bigint): bigint;
  widthBucket(operand: number, low: number, high: number, count: number): number;
  random(): number;
  randomBits(): bigint;
  randomBetween(low: bigint, high: bigint): bigint;
  seededRandom(first: bigint, statement: bigint): number;
  seededBetween(first: bigint, statement: bigint, low: bigint, high: bigint): bigint;
  makeInterval(
    years: number,
    months: number,
    weeks: number,
    days: number,
    hours: number,
    minutes: number,
    seconds: number,
    out: number,
  ): void;
}

/** An instance of the kernels over the arena, for one thread. */
export function mathKernels(arena: Arena): MathKernels {
  const kernels = instantiateModule(arena, "math") as unknown as MathKernels;
  kernels.seed(entropy64(), entropy64());
  return kernels;
}
