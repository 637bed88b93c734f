// What var_pop, var_samp, stddev_pop and stddev_samp have in common (PostgreSQL manual, section 9.21): exact over
// integers and numerics, from count, sum and sum of squares; over floats from sums in twice a double's precision,
// since the formula subtracts nearly equal ones. A double whose square overflows is an error here, also where
// PostgreSQL's formula stays within range, unless it is alone, another value is not finite, or the call has ORDER BY.
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import {
  BOOL,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  isFixedNumeric,
  type LogicalType,
  MAX_FIXED_PRECISION,
  NUMERIC,
  type TypeKind,
} from "../../type/logical-type.ts";
import { multiplyNumerics, numericOfInteger } from "../../type/numeric-rules.ts";
import { type Accumulator, type AggregateOverload, PLAIN_REQUEST, TWOFOLD } from "../aggregate-registry.ts";
import { accumulate, at, bigintToNumeric, callOf, castTo, countOf } from "./build.ts";
import { addedInOrder } from "./in-order.ts";
import { sumType } from "./sum-type.ts";

/** Rows that a sum of squares must be able to add within 38 digits. */
const DIGITS_OF_ROWS = 10;

/** The squares of an exact argument, and the type that their sum runs in: 128 bits where nothing can leave them. */
function squares(arg: PhysicalExpr): { readonly input: PhysicalExpr; readonly type: LogicalType } {
  const { kind } = arg.type;
  const isWhole = kind === "int2" || kind === "int4" || kind === "int8";
  const wide = isWhole ? castTo(arg, numericOfInteger(kind)) : arg;
  const { type } = multiplyNumerics(wide.type, wide.type);
  if (isFixedNumeric(type) && type.precision + DIGITS_OF_ROWS <= MAX_FIXED_PRECISION) {
    return { input: callOf("*", [wide, wide], type), type: fixedNumeric(MAX_FIXED_PRECISION, type.scale) };
  }
  const unbounded = castTo(arg, NUMERIC);
  return { input: callOf("*", [unbounded, unbounded], NUMERIC), type: NUMERIC };
}

/**
 * The squares of an exact argument's different values: those of one sign each have a square of their own, so its different
 * squares are what is added.
 */
function differentSquares(arg: PhysicalExpr): readonly Accumulator[] {
  const { input, type } = squares(arg);
  const zero = castTo({ kind: "constant", value: 0, type: INT4 }, arg.type);
  const nothing: PhysicalExpr = { kind: "constant", value: null, type: input.type };
  const when = callOf("<", [arg, zero], BOOL);
  const below: PhysicalExpr = { kind: "case", branches: [{ when, then: input }], otherwise: nothing, type: input.type };
  const rest: PhysicalExpr = { kind: "case", branches: [{ when, then: nothing }], otherwise: input, type: input.type };
  return [below, rest].map((half) => ({ ...accumulate("sum", half, type), distinct: true }));
}

/** A bigint's square in its parts, other squares in one sum. */
function exactSums(arg: PhysicalExpr): readonly Accumulator[] {
  const sums = [countOf(arg), accumulate("sum", arg, sumType(arg.type))];
  if (arg.type.kind === "int8") {
    const part = (name: string): Accumulator => accumulate("sum", callOf(name, [arg], INT8), sumType(INT8));
    return [...sums, part("ffq:square_high"), part("ffq:square_cross"), part("ffq:square_low")];
  }
  const { input, type } = squares(arg);
  return [...sums, accumulate("sum", input, type)];
}

function differentSums(arg: PhysicalExpr): readonly Accumulator[] {
  const plain = [countOf(arg), accumulate("sum", arg, sumType(arg.type))];
  return [...plain.map((one) => ({ ...one, distinct: true })), ...differentSquares(arg)];
}

/** The result `last` of a count, a sum and the sum of squares, of squares of each sign, or of their three parts. */
function ofExactSums(last: string, [count, total, ...squares]: readonly PhysicalExpr[]): PhysicalExpr {
  const sum = total?.type.kind === "int8" ? bigintToNumeric(total) : total;
  return callOf(last, [count, sum, squaresOf(squares)] as PhysicalExpr[], NUMERIC);
}

function squaresOf(sums: readonly PhysicalExpr[]): PhysicalExpr {
  switch (sums.length) {
    case 1:
      return at(sums, 0);
    case 2: {
      const zero = castTo({ kind: "constant", value: 0, type: INT4 }, NUMERIC);
      const halves = sums.map(
        (half): PhysicalExpr => ({ kind: "coalesce", args: [castTo(half, NUMERIC), zero], type: NUMERIC }),
      );
      return callOf("+", halves, NUMERIC);
    }
    case 3:
      return callOf("ffq:square_of_parts", sums, NUMERIC);
    default:
      throw internal(`squares in ${sums.length} sums`);
  }
}

const exact = (name: string, kind: TypeKind, last: string, doc: string): AggregateOverload => ({
  name,
  args: [kind],
  result: "numeric",
  nullable: true,
  accumulators: (args) => exactSums(at(args, 0)),
  finish: (values) => ofExactSums(last, values),
  inOrder: {
    accumulators: (args, { distinct } = PLAIN_REQUEST) =>
      distinct ? differentSums(at(args, 0)) : exactSums(at(args, 0)),
    finish: (values) => ofExactSums(last, values),
  },
  doc,
});

/** The twofold sum of squares of a double. */
export function squareSum(arg: PhysicalExpr): Accumulator {
  return accumulate("twofold-sum", callOf("ffq:twofold_square", [arg], TWOFOLD), TWOFOLD);
}

const twofold = (name: string, last: string, doc: string): AggregateOverload => ({
  name,
  args: ["float8"],
  result: "float8",
  nullable: true,
  accumulators: (args) => {
    const arg = at(args, 0);
    return [countOf(arg), accumulate("twofold-sum", arg, TWOFOLD), squareSum(arg)];
  },
  finish: (values) => callOf(`${last}_of_floats`, values, FLOAT8),
  inOrder: addedInOrder(`${last}_in_order`, FLOAT8),
  doc,
});

/** @param last the scalar function of the sums, by its name (scalar/internal/variance-of-sums.ts) */
export function variance(name: string, last: string, doc: string): readonly AggregateOverload[] {
  return [
    ...(["int2", "int4", "int8", "numeric"] as const).map((kind) => exact(name, kind, last, doc)),
    twofold(name, last, doc),
  ];
}
