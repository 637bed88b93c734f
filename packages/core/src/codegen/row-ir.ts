// Expressions over columns whose layout is known, as the IR function that computes them row by row: what compiling and
// EXPLAIN (CODEGEN) share.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import { convert } from "../ir/build.ts";
import type { IrFunction, IrInput, IrUpdate } from "../ir/ir.ts";

/** What is done with the expressions' values (IrFunction). */
export type RowWork =
  | { readonly kind: "project" | "filter" }
  | { readonly kind: "update"; readonly updates: readonly IrUpdate[]; readonly marksAll: boolean };

/** @param slots which of the inputs the column at a position is; absent: the one at that position */
export function rowIr(
  functions: Omit<LowerContext, "input">,
  work: RowWork,
  exprs: readonly PhysicalExpr[],
  inputs: readonly IrInput[],
  slots?: ReadonlyMap<number, number>,
): IrFunction {
  const input: LowerContext["input"] = (position) => {
    const slot = slots === undefined ? position : slots.get(position);
    const found = slot === undefined ? undefined : inputs[slot];
    if (slot === undefined || found === undefined) throw internal(`column ${position} was not collected`);
    return { slot, nullable: found.nullable, stored: found.type };
  };
  const values = exprs.map((expr) => lower(expr, { ...functions, input }));
  switch (work.kind) {
    case "project":
    case "filter":
      return { kind: work.kind, inputs, exprs: values };
    case "update": {
      const states = values.map((value, at) => convert(value, (work.updates[at] as IrUpdate).state));
      return { ...work, inputs, exprs: states };
    }
    default:
      return unreachable(work);
  }
}
