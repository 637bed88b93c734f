// What aggregates of two columns have in common (PostgreSQL manual, section 9.21, statistics): covariance, correlation and
// least-squares fit of y by x, over the rows where neither is NULL. All come from the count, the sums, and the three sums of
// products of deviations.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { FLOAT8, INT8 } from "../../type/logical-type.ts";
import { type Accumulator, type AggregateOverload, TWOFOLD } from "../aggregate-registry.ts";
import { accumulate, at, bigintToNumeric, callOf, castTo, countOf } from "./build.ts";
import { apply } from "./formula.ts";
import { type PairSums, pairsInOrder } from "./in-order.ts";
import { sumType } from "./sum-type.ts";
import { squareSum } from "./variance.ts";

/** What the results are formulas of. */
export interface Fit {
  /** Of pairs, as a bigint. */
  readonly n: PhysicalExpr;
  readonly count: PhysicalExpr;
  readonly meanX: PhysicalExpr;
  readonly meanY: PhysicalExpr;
  readonly xx: PhysicalExpr;
  readonly yy: PhysicalExpr;
  readonly xy: PhysicalExpr;
}

/** The value where its pair has no NULL. */
function pairOnly(value: PhysicalExpr, other: PhysicalExpr): PhysicalExpr {
  const { type } = value;
  const nothing: PhysicalExpr = { kind: "constant", value: null, type };
  const when: PhysicalExpr = { kind: "is-null", input: other, type: { kind: "bool" } };
  return { kind: "case", branches: [{ when, then: nothing }], otherwise: value, type };
}

/** What an argument was if an integer of at most 32 bits: its sums are exact, and cheaper than twofold ones. */
function integerOf(arg: PhysicalExpr): PhysicalExpr | undefined {
  if (arg.kind !== "cast") return undefined;
  const { kind } = arg.input.type;
  return kind === "int2" || kind === "int4" ? arg.input : undefined;
}

/** What all of them run: the count of pairs first. */
export function fitAccumulators(args: readonly PhysicalExpr[]): readonly Accumulator[] {
  const [y, x] = [integerOf(at(args, 0)), integerOf(at(args, 1))];
  return x === undefined || y === undefined ? floatSums(args) : integerSums(pairOnly(x, y), pairOnly(y, x));
}

function integerSums(x: PhysicalExpr, y: PhysicalExpr): readonly Accumulator[] {
  const [wideX, wideY] = [castTo(x, INT8), castTo(y, INT8)];
  const product = (left: PhysicalExpr, right: PhysicalExpr): Accumulator =>
    accumulate("sum", callOf("*", [left, right], INT8), sumType(INT8));
  const sums = [x, y].map((value) => accumulate("sum", value, sumType(value.type)));
  return [countOf(x), ...sums, product(wideX, wideX), product(wideY, wideY), product(wideX, wideY)];
}

/** The sums over pairs: y first, as in the functions' arguments. */
function floatSums(args: readonly PhysicalExpr[]): readonly Accumulator[] {
  const y = pairOnly(at(args, 0), at(args, 1));
  const x = pairOnly(at(args, 1), at(args, 0));
  const twofold = (value: PhysicalExpr): Accumulator => accumulate("twofold-sum", value, TWOFOLD);
  const products = twofold(callOf("ffq:twofold_product", [x, y], TWOFOLD));
  return [countOf(x), twofold(x), twofold(y), squareSum(x), squareSum(y), products];
}

function fitOf(values: readonly PhysicalExpr[]): Fit {
  const isExact = at(values, 1).type.kind === "int8";
  const [n, count] = [at(values, 0), castTo(at(values, 0), FLOAT8)];
  const [x, y] = isExact
    ? [bigintToNumeric(at(values, 1)), bigintToNumeric(at(values, 2))]
    : [at(values, 1), at(values, 2)];
  const spread = (left: PhysicalExpr, right: PhysicalExpr, products: number): PhysicalExpr =>
    callOf(isExact ? "ffq:spread_of_integers" : "ffq:spread", [n, left, right, at(values, products)], FLOAT8);
  const mean = (sum: PhysicalExpr): PhysicalExpr =>
    apply("/", isExact ? castTo(sum, FLOAT8) : callOf("ffq:rounded", [sum], FLOAT8), count);
  return { n, count, meanX: mean(x), meanY: mean(y), xx: spread(x, x, 3), yy: spread(y, y, 4), xy: spread(x, y, 5) };
}

/** Of pairs that were added in order. */
function fitOfPairs({ n, x, y, xx, yy, xy }: PairSums): Fit {
  const count = castTo(n, FLOAT8);
  return { n, count, meanX: apply("/", x, count), meanY: apply("/", y, count), xx, yy, xy };
}

/** The row of a function whose result is a formula. */
export function regression(name: string, formula: (fit: Fit) => PhysicalExpr, doc: string): AggregateOverload {
  return {
    name,
    args: ["float8", "float8"],
    result: "float8",
    nullable: true,
    accumulators: fitAccumulators,
    finish: (values) => formula(fitOf(values)),
    inOrder: pairsInOrder((sums) => formula(fitOfPairs(sums))),
    doc,
  };
}
