// The slope of the fitted line, NULL where x does not vary.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { apply, unlessZero } from "./formula.ts";
import type { Fit } from "./regression.ts";

export const slope = ({ xx, xy }: Fit): PhysicalExpr => unlessZero(xx, apply("/", xy, xx));
