// regr_r2(y, x) (PostgreSQL manual, section 9.21, statistics).
import type { AggregateOverload } from "../aggregate-registry.ts";
import { apply, choose, float, is, unlessZero } from "./formula.ts";
import { regression } from "./regression.ts";

export const regrR2 = (): readonly AggregateOverload[] => [
  regression(
    "regr_r2",
    ({ xx, yy, xy }) =>
      unlessZero(xx, choose(is("=", yy, float(0)), float(1), apply("*", apply("/", xy, xx), apply("/", xy, yy)))),
    "The square of the correlation coefficient.",
  ),
];
