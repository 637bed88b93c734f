// The typed door of the numeric row functions (assembly/numeric.ts, which describes the layout, the heap and
// the results). What emitted code imports comes from `exports`; JavaScript, for constants, tests and results,
// calls it with BigInt refs. One instance belongs to one arena and one thread.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { type ErrorDetail, FfqError } from "../common/error.ts";
import type { PickKernel } from "./hash.ts";
import { instantiateModule } from "./instantiate.ts";

/** Why a row function failed, by its negative result: PostgreSQL's SQLSTATE and message. -1: the heap is full. */
export const NUMERIC_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [-2]: { sqlstate: "22003", message: "value overflows numeric format" },
  [-3]: { sqlstate: "22P02", message: 'invalid input syntax for type numeric: "{0}"' },
  [-4]: { sqlstate: "0A000", message: "cannot convert NaN or infinity to this type" },
  [-5]: { sqlstate: "2201E", message: "cannot take logarithm of zero" },
  [-6]: { sqlstate: "2201E", message: "cannot take logarithm of a negative number" },
  [-7]: { sqlstate: "2201F", message: "cannot take square root of a negative number" },
  [-8]: { sqlstate: "2201F", message: "zero raised to a negative power is undefined" },
  [-10]: { sqlstate: "22012", message: "division by zero" },
  [-11]: { sqlstate: "22003", message: "factorial of a negative number is undefined" },
  [-12]: { sqlstate: "2201G", message: "count must be greater than zero" },
  [-13]: { sqlstate: "2201G", message: "operand, lower bound, and upper bound cannot be NaN" },
  [-14]: { sqlstate: "2201G", message: "lower and upper bounds must be finite" },
  [-15]: { sqlstate: "2201G", message: "lower bound cannot equal upper bound" },
  [-17]: { sqlstate: "22023", message: "lower bound cannot be NaN" },
  [-18]: { sqlstate: "22023", message: "lower bound cannot be infinity" },
  [-19]: { sqlstate: "22023", message: "upper bound cannot be NaN" },
  [-20]: { sqlstate: "22023", message: "upper bound cannot be infinity" },
  [-21]: { sqlstate: "22023", message: "lower bound must be less than or equal to upper bound" },
  [-9]: { sqlstate: "2201F", message: "a negative number raised to a non-integer power yields a complex result" },
};

/** The error that a negative result of a row function stands for; `text` is what it was given, if a text. */
export function numericError(status: number, detail: ErrorDetail = {}, text = ""): FfqError {
  const failure = NUMERIC_FAILURES[status];
  if (failure === undefined) return new FfqError("INTERNAL", `numeric kernel answered ${status}`);
  return new FfqError("DATA", failure.message.replace("{0}", text), { sqlstate: failure.sqlstate, ...detail });
}

/** A ref: byte length << 32 | address. */
export type NumericRef = bigint;

/** What functions answer when the heap is full. */
const NO_ROOM = -1n;

type Unary = (value: NumericRef) => bigint;
type Binary = (left: NumericRef, right: NumericRef) => bigint;
type Store = (value: NumericRef, out: number) => number;
type Wide = (a: number, b: number, out: number) => number;
type Scaled = (value: number, power: number, out: number) => number;

/** What the module exports. Functions of refs return a ref, -1n (the heap is full) or another negative error. */
export interface NumericExports {
  readonly setHeap: (next: number, end: number) => void;
  readonly getHeapNext: () => number;
  readonly numericAdd: Binary;
  readonly numericSubtract: Binary;
  readonly numericMultiply: Binary;
  readonly numericDivide: Binary;
  readonly numericDivideWhole: Binary;
  readonly numericRemainder: Binary;
  readonly numericLog: Binary;
  readonly numericGcd: Binary;
  readonly numericLcm: Binary;
  readonly numericRandomBetween: (low: NumericRef, high: NumericRef, seed: bigint) => bigint;
  readonly numericFactorial: (count: bigint) => bigint;
  readonly numericWidthBucket: (operand: NumericRef, low: NumericRef, high: NumericRef, count: number) => number;
  readonly numericPower: Binary;
  readonly numericSqrt: Unary;
  readonly numericExp: Unary;
  readonly numericLn: Unary;
  readonly numericLog10: Unary;
  readonly numericNegate: Unary;
  readonly numericAbs: Unary;
  readonly numericSign: Unary;
  readonly numericCeil: Unary;
  readonly numericFloor: Unary;
  readonly numericNormalise: Unary;
  readonly numericHash: Unary;
  readonly numericToText: Unary;
  readonly numericFromTextRef: (text: bigint) => bigint;
  readonly numericFromText: (text: number, length: number) => bigint;
  readonly numericCompare: (left: NumericRef, right: NumericRef) => number;
  readonly numericRound: (value: NumericRef, scale: number) => bigint;
  readonly numericTruncate: (value: NumericRef, scale: number) => bigint;
  readonly numericScale: (value: NumericRef) => number;
  readonly numericMinScale: (value: NumericRef) => number;
  readonly numericApplyPrecision: (value: NumericRef, precision: number, scale: number) => bigint;
  readonly numericFromI64: (value: bigint) => bigint;
  readonly numericFromF64: (value: number) => bigint;
  readonly numericFromF32: (value: number) => bigint;
  readonly numericFromFixed64: (unscaled: bigint, scale: number) => bigint;
  readonly numericFromFixed128: (unscaled: number, scale: number) => bigint;
  readonly numericToI64: Store;
  readonly numericToI32: Store;
  readonly numericToI16: Store;
  readonly numericToF64: Store;
  readonly numericToF32: Store;
  readonly takeStatus: () => number;
  readonly asI64: (value: NumericRef) => bigint;
  readonly asI32: (value: NumericRef) => number;
  readonly asI16: (value: NumericRef) => number;
  readonly asF64: (value: NumericRef) => number;
  readonly asF32: (value: NumericRef) => number;
  readonly f64FromText: (text: bigint) => number;
  readonly f32FromText: (text: bigint) => number;
  readonly fixed64FromText: (text: bigint, precision: number, scale: number) => bigint;
  readonly asFixed64: (value: NumericRef, precision: number, scale: number) => bigint;
  readonly numericToFixed64: (value: NumericRef, precision: number, scale: number, out: number) => number;
  readonly numericToFixed128: (value: NumericRef, precision: number, scale: number, out: number) => number;
  readonly numericVariance: (
    count: bigint,
    total: NumericRef,
    squares: NumericRef,
    isSample: number,
    isDeviation: number,
  ) => bigint;
  readonly numericAccumulate: (slot: number, value: NumericRef) => number;
  /** Adds rows from `start` on to sums per group: 0, -1 (no room after numericRowsTaken() rows) or an error. */
  readonly sumNumerics: (
    data: number,
    index: number,
    validity: number,
    list: number,
    start: number,
    rows: number,
    groups: number,
    state: number,
    seen: number,
  ) => number;
  readonly numericRowsTaken: () => number;
  readonly pickNumerics: PickKernel;
  readonly i128FromI64: (value: bigint, out: number) => void;
  readonly i128FitsI64: (value: number) => number;
  readonly i128FitsPrecision: (value: number, precision: number) => number;
  readonly i128Compare: (a: number, b: number) => number;
  readonly i128CompareScaled: (a: number, b: number, power: number) => number;
  readonly i128Add: Wide;
  readonly i128Subtract: Wide;
  readonly i128Negate: (a: number, out: number) => number;
  readonly i128Multiply: Wide;
  readonly i128MultiplyI64: (a: bigint, b: bigint, out: number) => void;
  readonly i128Divide: (a: number, b: number, quotient: number, remainder: number) => number;
  readonly i128DivideRounded: Wide;
  readonly i128ScaleUp: Scaled;
  readonly i128ScaleDown: Scaled;
  readonly i128Truncate: Scaled;
  readonly i128ToText: (value: number, scale: number, out: number) => number;
  readonly i128ToF64: (value: number) => number;
}

/** A fresh instance over the arena's memory. */
export function instantiateNumeric(arena: Arena): NumericExports {
  return instantiateModule(arena, "numeric") as unknown as NumericExports;
}

/** An instance with a heap of its own that grows as needed, for values made from JavaScript. */
export class NumericHeap {
  readonly arena: Arena;
  readonly exports: NumericExports;
  readonly #region: Region;
  #bytes: number;

  constructor(arena: Arena, region: Region, bytes = 65536) {
    this.arena = arena;
    this.exports = instantiateNumeric(arena);
    this.#region = region;
    this.#bytes = bytes;
    this.#open();
  }

  #open(): void {
    const start = this.#region.allocate(this.#bytes);
    this.exports.setHeap(start, start + this.#bytes);
  }

  /**
   * What `operation` returns, run again on a larger heap while there is no room; older values stay.
   * @throws FfqError DATA when it fails
   */
  run(operation: (exports: NumericExports) => NumericRef, text = ""): NumericRef {
    for (;;) {
      const result = operation(this.exports);
      if (result >= 0n) return result;
      if (result !== NO_ROOM) throw numericError(Number(result), {}, text);
      this.#bytes *= 2;
      this.#open();
    }
  }

  /** @throws FfqError DATA for text that is no numeric */
  fromText(text: string): NumericRef {
    const bytes = new TextEncoder().encode(text);
    const address = this.#region.allocate(bytes.length);
    this.arena.view().u8.set(bytes, address);
    try {
      return this.run((exports) => exports.numericFromText(address, bytes.length), text);
    } finally {
      this.#region.free(address);
    }
  }

  toText(value: NumericRef): string {
    const text = this.run((exports) => exports.numericToText(value));
    const address = Number(text & 0xffffffffn);
    return new TextDecoder().decode(this.arena.view().u8.slice(address, address + Number(text >> 32n)));
  }
}
