// generate_series over columns of other relations: a recursion that counts up for every value of the domain.
// There is no operator that calls a set-returning function per row, and this needs none.
import { unsupported } from "../../common/error.ts";
import type { ColumnId } from "../../common/ids.ts";
import { kept, refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../../logical/plan.ts";
import { filtered, substitute } from "../build.ts";
import type { RuleContext } from "../rule.ts";
import type { Keyed } from "./domain.ts";

type TableFunction = Extract<LogicalPlan, { readonly kind: "table-function" }>;

/** @param domain the values of the columns that the arguments read */
export function seriesByRecursion(plan: TableFunction, domain: Keyed, context: RuleContext): Keyed {
  const [from, to] = plan.args;
  const [output] = plan.columns;
  const kind = output?.type.kind;
  const counts = plan.overload.startsWith("generate_series(") && (kind === "int4" || kind === "int8");
  if (!counts || plan.args.length !== 2 || from === undefined || to === undefined || output === undefined) {
    throw unsupported("this function in FROM over columns of other relations");
  }
  const cte = context.cteId();
  const over =
    (keys: Keyed["keys"]) =>
    (expr: LogicalExpr): LogicalExpr =>
      substitute(expr, new Map([...keys].map(([id, column]): [ColumnId, LogicalExpr] => [id, refTo(column)])));
  const compared = (operator: string, left: LogicalExpr, right: LogicalExpr): LogicalExpr => {
    return { kind: "call", overload: `${operator}(${kind},${kind})`, args: [left, right], type: { kind: "bool" } };
  };
  const first = over(domain.keys);
  const base: LogicalPlan = {
    kind: "project",
    input: filtered(domain.plan, [compared("<=", first(from), first(to))]),
    exprs: [{ output: context.fresh(output), expr: first(from) }, ...[...domain.keys.values()].map(kept)],
  };
  const fresh = (keys: Keyed["keys"]): Map<ColumnId, OutputColumn> =>
    new Map([...keys].map(([id, column]) => [id, context.fresh(column)]));
  const keys = fresh(domain.keys);
  const [last, lastKeys] = [context.fresh(output), fresh(keys)];
  const columns = [output, ...keys.values()];
  const read: LogicalPlan = {
    kind: "cte-ref",
    cte,
    name: "series",
    columns: [last, ...lastKeys.values()].map((column, at) => ({
      output: column,
      source: (columns[at] as OutputColumn).id,
    })),
  };
  const one: LogicalExpr = { kind: "constant", value: kind === "int8" ? 1n : 1, type: output.type };
  const next: LogicalExpr = {
    kind: "call",
    overload: `+(${kind},${kind})`,
    args: [refTo(last), one],
    type: output.type,
  };
  const step: LogicalPlan = {
    kind: "project",
    input: filtered(read, [compared("<", refTo(last), over(lastKeys)(to))]),
    exprs: [{ output: context.fresh(output), expr: next }, ...[...lastKeys.values()].map(kept)],
  };
  return { plan: { kind: "recursive-cte", cte, name: "series", columns, base, step, distinct: false }, keys };
}
