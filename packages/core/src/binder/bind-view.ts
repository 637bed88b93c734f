// Views: their text is parsed and bound at each use, in a scope of its own. Errors in it have no place in the text of
// the statement.
import { FfqError } from "../common/error.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { parseSql } from "../sql/parse.ts";
import type { BindContext, BoundView } from "./context.ts";

/** The rows of a view. */
export function bindView(context: BindContext, name: string, view: BoundView): LogicalPlan {
  try {
    const [statement] = parseSql(view.text);
    if (statement === undefined || !("SelectStmt" in statement.node)) throw context.unsupported(`view "${name}"`);
    const plan = context.over(statement).query({ ctes: { entries: new Map() } }, statement.node.SelectStmt);
    if (view.columnNames.length === 0) return plan;
    const exprs = outputColumnsOf(plan).map((column, at) => ({
      output: context.column(view.columnNames[at] ?? column.name, column.type, column.nullable),
      expr: { kind: "column", column: column.id, type: column.type } as const,
    }));
    return { kind: "project", input: plan, exprs };
  } catch (thrown) {
    throw withoutPlace(FfqError.from(thrown), name);
  }
}

function withoutPlace(error: FfqError, view: string): FfqError {
  const { span: _, ...data } = error.toData();
  return FfqError.fromData({ ...data, context: { ...data.context, view } });
}
