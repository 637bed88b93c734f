// Expressions over columns whose layout is known, as the IR function that computes them row by row: what compiling and
// EXPLAIN (CODEGEN) share.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import { convert } from "../ir/build.ts";
import type { IrExpr, IrFunction, IrInput, IrUpdate } from "../ir/ir.ts";
import { narrowed } from "../ir/narrow.ts";

/** What is done with the expressions' values (IrFunction). */
export type RowWork =
  | { readonly kind: "project" | "filter" }
  | {
      readonly kind: "update";
      readonly updates: readonly IrUpdate[];
      readonly marksAll: boolean;
      readonly grouped: boolean;
      readonly form: SumForm;
    };

/**
 * How integers are summed. checked: in the states' width, whatever the values are. narrow: computed in 64 bits, of which
 * it is known that they suffice (narrow-proof.ts). parts: and summed in 64 bits for the batch.
 */
export type SumForm = "checked" | "narrow" | "parts";

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
      const { kind, marksAll, grouped, form } = work;
      const sums = values.map((value, at) => sumOf(value, work.updates[at] as IrUpdate, form));
      const [states, updates] = [sums.map(({ expr }) => expr), sums.map(({ update }) => update)];
      return { kind, inputs, exprs: states, updates, marksAll, grouped };
    }
    default:
      return unreachable(work);
  }
}

interface IrSum {
  readonly expr: IrExpr;
  readonly update: IrUpdate;
}

function sumOf(value: IrExpr, update: IrUpdate, form: SumForm): IrSum {
  if (update.state === "part") throw internal("parts are made of sums here");
  const checked = { expr: convert(value, update.state), update };
  if (update.state === "f64") return checked;
  switch (form) {
    case "checked":
      return checked;
    case "narrow":
      return { expr: inSixtyFour(value), update };
    case "parts":
      return { expr: inSixtyFour(value), update: { state: "part" } };
    default:
      return unreachable(form);
  }
}

/** What an expression is rewritten to does not depend on how many bits its inputs have. */
function inSixtyFour(value: IrExpr): IrExpr {
  const result = narrowed(value, () => 0);
  if (result === undefined) throw internal("a sum was not proven to be narrow");
  return result.expr;
}
