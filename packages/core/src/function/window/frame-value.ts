// What first_value, last_value and nth_value have in common: a value at a row of the frame, NULL where the frame has no such
// row.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type LogicalType, NUMERIC } from "../../type/logical-type.ts";
import { at } from "../aggregate/build.ts";
import type { WindowOverload } from "../window-registry.ts";

/** What is the value's own: its type and what is made of the step. */
export const frameValue = {
  result: ([value]: readonly LogicalType[]): LogicalType => value ?? NUMERIC,
  nullable: true,
  finish: (values: readonly PhysicalExpr[]): PhysicalExpr => at(values, 0),
} as const;

/** At the frame's first or last row. */
export function endOfFrame(name: string, fromEnd: boolean, doc: string): WindowOverload {
  return {
    name,
    args: ["any"],
    ...frameValue,
    steps: (args) => [{ kind: "nth-value", value: at(args, 0), fromEnd, type: at(args, 0).type }],
    doc,
  };
}
