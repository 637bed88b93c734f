// SELECT to a logical plan: FROM, WHERE, targets, ORDER BY and LIMIT. What is not bound yet is refused by name.
import type { Node, SelectStmt } from "@pgsql/types";
import { unsupported } from "../common/error.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr } from "../logical/plan.ts";
import { bindExpr, coerce, locationOf, names, toBool } from "./bind-expr.ts";
import type { BindContext } from "./context.ts";
import type { Scope, ScopeRelation } from "./scope.ts";
import { nearest } from "./suggest.ts";

interface From {
  readonly plan: LogicalPlan;
  readonly relations: readonly ScopeRelation[];
}

/** Fields of the parser's node that this slice understands; any other one is refused. */
const understood: ReadonlySet<string> = new Set([
  "targetList",
  "fromClause",
  "whereClause",
  "sortClause",
  "limitCount",
  "limitOffset",
  "limitOption",
  "op",
]);

/** Binds a SELECT. */
export function bindSelect(context: BindContext, select: SelectStmt): LogicalPlan {
  const other = Object.keys(select).find((field) => !understood.has(field));
  if (other !== undefined) throw unsupported(`SELECT with ${other}`);
  if (select.op !== undefined && select.op !== "SETOP_NONE") throw unsupported("a set operation");
  if (select.limitOption === "LIMIT_OPTION_WITH_TIES") throw unsupported("WITH TIES");
  const from = bindFrom(context, select.fromClause ?? []);
  const scope: Scope = { relations: from.relations };
  let plan = from.plan;
  if (select.whereClause !== undefined) {
    const predicate = bindExpr(context, { scope, clause: "WHERE" }, select.whereClause);
    plan = {
      kind: "filter",
      input: plan,
      predicate: toBool(context, predicate, "WHERE", locationOf(select.whereClause)),
    };
  }
  const exprs = (select.targetList ?? []).flatMap((target) => bindTarget(context, scope, target));
  plan = { kind: "project", input: plan, exprs };
  if (select.sortClause !== undefined) {
    const keys = select.sortClause.map((item) => {
      if (!("SortBy" in item)) throw unsupported("this ORDER BY");
      const { node, sortby_dir, sortby_nulls } = item.SortBy;
      if (sortby_dir === "SORTBY_USING") throw unsupported("ORDER BY USING");
      const descending = sortby_dir === "SORTBY_DESC";
      const nullsFirst = sortby_nulls === "SORTBY_NULLS_FIRST" || (sortby_nulls !== "SORTBY_NULLS_LAST" && descending);
      return { expr: outputKey(context, exprs, node as Node), descending, nullsFirst };
    });
    plan = { kind: "sort", input: plan, keys };
  }
  const { limitCount, limitOffset } = select;
  if (limitCount === undefined && limitOffset === undefined) return plan;
  const count = (node: Node, clause: string): LogicalExpr =>
    coerce(bindExpr(context, { scope: { relations: [] }, clause }, node), "int8");
  return {
    kind: "limit",
    input: plan,
    withTies: false,
    ...(limitCount === undefined ? {} : { limit: count(limitCount, "LIMIT") }),
    ...(limitOffset === undefined ? {} : { offset: count(limitOffset, "OFFSET") }),
  };
}

/** ORDER BY a target's name or position. */
function outputKey(context: BindContext, exprs: readonly NamedExpr[], node: Node): LogicalExpr {
  const ival = "A_Const" in node ? node.A_Const.ival : undefined;
  const name = "ColumnRef" in node ? names(node.ColumnRef.fields) : [];
  const found =
    ival === undefined
      ? exprs.filter(({ output }) => name.length === 1 && output.name === name[0])
      : exprs.slice((ival.ival ?? 0) - 1).slice(0, 1);
  if (ival !== undefined && ((ival.ival ?? 0) < 1 || found.length === 0)) {
    throw context.error(
      "INVALID_QUERY",
      "42P10",
      `ORDER BY position ${ival.ival ?? 0} is not in select list`,
      locationOf(node),
    );
  }
  const [first] = found;
  if (found.length > 1)
    throw context.error("AMBIGUOUS", "42702", `ORDER BY "${name[0]}" is ambiguous`, locationOf(node));
  if (first === undefined) throw unsupported("ORDER BY an expression that is no target's name or position");
  return { kind: "column", column: first.output.id, type: first.output.type };
}

function bindTarget(context: BindContext, scope: Scope, target: Node): readonly NamedExpr[] {
  if (!("ResTarget" in target) || target.ResTarget.val === undefined) throw unsupported("this target");
  const { val, name } = target.ResTarget;
  const fields = "ColumnRef" in val ? (val.ColumnRef.fields ?? []) : [];
  const last = fields.at(-1);
  if (last !== undefined && "A_Star" in last) {
    const table = names(fields)[0];
    const relations = scope.relations.filter((relation) => table === undefined || relation.name === table);
    if (relations.length === 0) {
      if (table === undefined)
        throw context.error("SYNTAX", "42601", "SELECT * with no tables specified is not valid", locationOf(val));
      throw context.error("NOT_FOUND", "42P01", `missing FROM-clause entry for table "${table}"`, locationOf(val));
    }
    return relations.flatMap(({ columns }) =>
      columns.map((column) => ({
        output: context.column(column.name, column.type, column.nullable),
        expr: { kind: "column", column: column.id, type: column.type } as const,
      })),
    );
  }
  const bound = bindExpr(context, { scope, clause: "SELECT" }, val);
  const expr = bound.type.kind === "unknown" ? coerce(bound, "text") : bound;
  const call = "FuncCall" in val ? names(val.FuncCall.funcname) : names(fields);
  return [{ output: context.column(name ?? call.at(-1) ?? "?column?", expr.type), expr }];
}

function bindFrom(context: BindContext, items: readonly Node[]): From {
  const [first, ...rest] = items;
  if (first === undefined) return { plan: { kind: "values", columns: [], rows: [[]] }, relations: [] };
  if (rest.length > 0) throw unsupported("more than one item in FROM");
  if (!("RangeVar" in first)) throw unsupported(`FROM with ${Object.keys(first)[0] ?? ""}`);
  const { relname = "", schemaname, alias, location } = first.RangeVar;
  if (schemaname !== undefined || alias?.colnames !== undefined)
    throw unsupported("a schema or column aliases in FROM");
  const table = context.ports.tables.table(relname);
  if (table === undefined) {
    const near = nearest(relname, context.ports.tables.names());
    const hint = near === undefined ? undefined : `Perhaps you meant the table "${near}".`;
    throw context.error("NOT_FOUND", "42P01", `relation "${relname}" does not exist`, location, hint);
  }
  const columns = table.fields.map(({ name, type, nullable }) => ({
    output: context.column(name, type, nullable),
    source: name,
  }));
  const relation = { name: alias?.aliasname ?? relname, columns: columns.map(({ output }) => output) };
  return { plan: { kind: "scan", table: table.ref, columns, filters: [] }, relations: [relation] };
}
