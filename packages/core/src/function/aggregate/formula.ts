// What formulas over doubles are written with.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BOOL, FLOAT8 } from "../../type/logical-type.ts";
import { callOf } from "./build.ts";

export const float = (value: number): PhysicalExpr => ({ kind: "constant", value, type: FLOAT8 });
export const NULL_FLOAT: PhysicalExpr = { kind: "constant", value: null, type: FLOAT8 };
export const apply = (operator: string, left: PhysicalExpr, right: PhysicalExpr): PhysicalExpr =>
  callOf(operator, [left, right], FLOAT8);
export const is = (operator: string, left: PhysicalExpr, right: PhysicalExpr): PhysicalExpr =>
  callOf(operator, [left, right], BOOL);
export const choose = (when: PhysicalExpr, then: PhysicalExpr, otherwise: PhysicalExpr): PhysicalExpr => ({
  kind: "case",
  branches: [{ when, then }],
  otherwise,
  type: FLOAT8,
});
/** Where a column does not vary nothing can be said. */
export const unlessZero = (value: PhysicalExpr, result: PhysicalExpr): PhysicalExpr =>
  choose(is("=", value, float(0)), NULL_FLOAT, result);
