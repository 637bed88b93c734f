// A view as the target of a change. PostgreSQL changes the table below a view that is one table's rows and columns (CREATE
// VIEW, Updatable Views); all others it refuses, and says what of the view is in the way. FFQ refuses those for the same
// reason, and changes no view.
import type { Node, SelectStmt } from "@pgsql/types";
import type { FfqError } from "../common/error.ts";
import { parseSql } from "../sql/parse.ts";
import { walk } from "../sql/walk.ts";
import { SET_RETURNING } from "./bind-set-function.ts";
import type { BindContext, BoundView } from "./context.ts";
import { isSetOperation, names } from "./parse-node.ts";

export type ViewVerb = "insert into" | "update" | "delete from" | "truncate";

/** Why a view is not changed. */
export function viewRefused(
  context: BindContext,
  name: string,
  view: BoundView,
  verb: ViewVerb,
  location: number | undefined,
): FfqError {
  if (verb === "truncate") return context.error("INVALID_QUERY", "42809", `"${name}" is not a table`, location);
  const [statement] = parseSql(view.text);
  const unsupported = context.unsupported(`${verb} a view`, location);
  if (statement === undefined || !("SelectStmt" in statement.node)) return unsupported;
  const select = statement.node.SelectStmt;
  const obstacle = obstacleIn(context, select, verb);
  if (obstacle !== undefined) {
    const hint = `Views ${obstacle} are not automatically updatable.`;
    return context.error("INVALID_QUERY", "55000", `cannot ${verb} view "${name}"`, location, hint);
  }
  const below = tableOf(select) ?? "";
  const base = context.ports.tables.table(below);
  return base?.kind === "view" ? viewRefused(context, below, base, verb, location) : unsupported;
}

/** What PostgreSQL finds first; undefined in a view that it changes. */
function obstacleIn(context: BindContext, select: SelectStmt, verb: ViewVerb): string | undefined {
  const { distinctClause, groupClause, havingClause, withClause, limitCount, limitOffset, valuesLists } = select;
  if (distinctClause !== undefined) return "containing DISTINCT";
  if (groupClause !== undefined) return "containing GROUP BY";
  if (havingClause !== undefined) return "containing HAVING";
  if (isSetOperation(select)) return "containing UNION, INTERSECT, or EXCEPT";
  if (withClause !== undefined) return "containing WITH";
  if ((limitCount ?? limitOffset) !== undefined) return "containing LIMIT or OFFSET";
  const calls = new Set(callsIn(context, select.targetList ?? []));
  for (const what of ["aggregate", "window", "set-returning"] as const) {
    if (calls.has(what)) return `that return ${what} functions`;
  }
  if (valuesLists !== undefined || tableOf(select) === undefined)
    return "that do not select from a single table or view";
  return verb === "delete from" || (select.targetList ?? []).some(isColumn)
    ? undefined
    : "that have no updatable columns";
}

type CallKind = "aggregate" | "window" | "set-returning";

/** The kinds of the calls that stand in expressions themselves, not in their subqueries. */
function callsIn(context: BindContext, targets: readonly Node[]): readonly CallKind[] {
  const found: CallKind[] = [];
  walk(targets, (tag, node) => {
    if (tag === "SubLink") return "skip";
    if (tag !== "FuncCall") return undefined;
    const name = names(node["funcname"] as readonly Node[]).at(-1) ?? "";
    if (node["over"] !== undefined) found.push("window");
    else if (SET_RETURNING.has(name)) found.push("set-returning");
    else if (context.ports.aggregates.isAggregate(name)) found.push("aggregate");
    return undefined;
  });
  return found;
}

/** The only relation in FROM; undefined where something else stands there. */
function tableOf({ fromClause = [] }: SelectStmt): string | undefined {
  const [item, second] = fromClause;
  return item === undefined || second !== undefined || !("RangeVar" in item) ? undefined : item.RangeVar.relname;
}

function isColumn(target: Node): boolean {
  return "ResTarget" in target && target.ResTarget.val !== undefined && "ColumnRef" in target.ResTarget.val;
}
