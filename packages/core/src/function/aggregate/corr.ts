// corr(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { PhysicalExpr } from "../../expr/expr.ts";
import { FLOAT8 } from "../../type/logical-type.ts";
import type { AggregateOverload } from "../aggregate-registry.ts";
import { callOf } from "./build.ts";
import { apply, choose, float, is, unlessZero } from "./formula.ts";
import { regression } from "./regression.ts";

export const corr = (): readonly AggregateOverload[] => [
  regression(
    "corr",
    ({ xx, yy, xy }) => unlessZero(xx, unlessZero(yy, correlation(xx, yy, xy))),
    "The correlation coefficient.",
  ),
];

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
