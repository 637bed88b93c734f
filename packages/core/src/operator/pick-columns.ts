// SELECT of columns as they are: a projection that computes nothing. Apart from project.ts, which needs the compiler.
// Columns that were left unread come only to those that pass columns on (pipeline/deciding-columns.ts), and go on as such.
import type { Batch, Vector } from "../column/vector.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { BatchSource } from "./operator.ts";

/** Whether every expression is a column. */
export function areColumns(exprs: readonly PhysicalExpr[]): exprs is readonly InputRef[] {
  return exprs.every(({ kind }) => kind === "input");
}

/** The input's columns in another order, or only some of them. */
export function createPick(picked: readonly InputRef[], input: BatchSource): BatchSource {
  const pick = (columns: Batch["columns"]): Batch["columns"] => picked.map(({ index }) => columns[index] as Vector);
  return {
    next(): Batch | undefined {
      const batch = input.next();
      if (batch === undefined) return undefined;
      const { rows, columns, complete } = batch;
      if (complete === undefined) return { rows, columns: pick(columns) };
      return { rows, columns: pick(columns), complete: () => pick(complete()) };
    },
    close: () => input.close(),
  };
}
