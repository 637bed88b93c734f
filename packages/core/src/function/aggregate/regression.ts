// Aggregates of two columns (PostgreSQL manual, section 9.21, statistics): covariance, correlation and least-squares
// fit of y by x, over the rows where neither is NULL. All come from the count, the sums, and the three sums of
// products of deviations.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BOOL, FLOAT8, INT8 } from "../../type/logical-type.ts";
import { type Accumulator, type AggregateOverload, TWOFOLD } from "../aggregate-registry.ts";
import { accumulate, at, bigintToNumeric, callOf, castTo, countOf } from "./build.ts";
import { type PairSums, pairsInOrder } from "./in-order.ts";
import { sumType } from "./sum-type.ts";
import { squareSum } from "./variance.ts";

/** What the results are formulas of. */
interface Fit {
  /** Of pairs, as a bigint. */
  readonly n: PhysicalExpr;
  readonly count: PhysicalExpr;
  readonly meanX: PhysicalExpr;
  readonly meanY: PhysicalExpr;
  readonly xx: PhysicalExpr;
  readonly yy: PhysicalExpr;
  readonly xy: PhysicalExpr;
}

const float = (value: number): PhysicalExpr => ({ kind: "constant", value, type: FLOAT8 });
const NULL_FLOAT: PhysicalExpr = { kind: "constant", value: null, type: FLOAT8 };
const apply = (operator: string, left: PhysicalExpr, right: PhysicalExpr): PhysicalExpr =>
  callOf(operator, [left, right], FLOAT8);
const is = (operator: string, left: PhysicalExpr, right: PhysicalExpr): PhysicalExpr =>
  callOf(operator, [left, right], BOOL);
const choose = (when: PhysicalExpr, then: PhysicalExpr, otherwise: PhysicalExpr): PhysicalExpr => ({
  kind: "case",
  branches: [{ when, then }],
  otherwise,
  type: FLOAT8,
});
/** Where a column does not vary nothing can be said. */
const unlessZero = (value: PhysicalExpr, result: PhysicalExpr): PhysicalExpr =>
  choose(is("=", value, float(0)), NULL_FLOAT, result);
const perCount = ({ count }: Fit, value: PhysicalExpr): PhysicalExpr => apply("/", value, count);

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

function accumulators(args: readonly PhysicalExpr[]): readonly Accumulator[] {
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

const slope = ({ xx, xy }: Fit): PhysicalExpr => unlessZero(xx, apply("/", xy, xx));

/** Of sums that are not 0. The roots are taken apart, since the product of the sums may be too large; their rounding is cut off. */
function correlation(xx: PhysicalExpr, yy: PhysicalExpr, xy: PhysicalExpr): PhysicalExpr {
  const ratio = apply("/", xy, apply("*", root(xx), root(yy)));
  // NaN is above all numbers.
  const bounds = [is(">", ratio, float(1)), is("<", ratio, float(2))];
  const isOver: PhysicalExpr = { kind: "and", args: bounds, type: { kind: "bool" } };
  const cut = choose(isOver, float(1), choose(is("<", ratio, float(-1)), float(-1), ratio));
  return choose(is("=", xx, yy), apply("/", xy, xx), cut);
}

/** Of a product that is not negative. */
const root = (value: PhysicalExpr): PhysicalExpr => callOf("sqrt", [value], FLOAT8);

const formulas: readonly (readonly [name: string, formula: (fit: Fit) => PhysicalExpr, doc: string])[] = [
  ["regr_avgx", (fit) => fit.meanX, "The mean of the independent column."],
  ["regr_avgy", (fit) => fit.meanY, "The mean of the dependent column."],
  ["regr_sxx", (fit) => fit.xx, "The sum of squared deviations of the independent column."],
  ["regr_syy", (fit) => fit.yy, "The sum of squared deviations of the dependent column."],
  ["regr_sxy", (fit) => fit.xy, "The sum of products of both columns' deviations."],
  ["regr_slope", slope, "The slope of the fitted line."],
  [
    "regr_intercept",
    (fit) => apply("-", fit.meanY, apply("*", slope(fit), fit.meanX)),
    "Where the fitted line meets the y axis.",
  ],
  [
    "regr_r2",
    ({ xx, yy, xy }) =>
      unlessZero(xx, choose(is("=", yy, float(0)), float(1), apply("*", apply("/", xy, xx), apply("/", xy, yy)))),
    "The square of the correlation coefficient.",
  ],
  ["corr", ({ xx, yy, xy }) => unlessZero(xx, unlessZero(yy, correlation(xx, yy, xy))), "The correlation coefficient."],
  ["covar_pop", (fit) => perCount(fit, fit.xy), "The population covariance."],
  [
    "covar_samp",
    ({ n, count, xy }) =>
      choose(
        is(">", n, { kind: "constant", value: 1n, type: INT8 }),
        apply("/", xy, apply("-", count, float(1))),
        NULL_FLOAT,
      ),
    "The sample covariance.",
  ],
];

export const regression = (): readonly AggregateOverload[] => [
  ...formulas.map(
    ([name, formula, doc]): AggregateOverload => ({
      name,
      args: ["float8", "float8"],
      result: "float8",
      nullable: true,
      accumulators,
      finish: (values) => formula(fitOf(values)),
      inOrder: pairsInOrder((sums) => formula(fitOfPairs(sums))),
      doc,
    }),
  ),
  {
    name: "regr_count",
    args: ["float8", "float8"],
    result: "int8",
    nullable: false,
    accumulators: (args) => [...accumulators(args).slice(0, 1)],
    finish: (values) => at(values, 0),
    inOrder: pairsInOrder(({ n }) => ({
      kind: "coalesce",
      args: [n, { kind: "constant", value: 0n, type: INT8 }],
      type: INT8,
    })),
    doc: "The number of rows where neither column is NULL.",
  },
];
