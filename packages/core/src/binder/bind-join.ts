// JOIN: ON, USING, NATURAL and CROSS of every kind. USING merges columns: the merged one comes first in `*` and is
// the left side's, of a RIGHT JOIN the right side's, and of a FULL JOIN the first of both that is not NULL.
import type { JoinExpr, Node } from "@pgsql/types";
import type { FfqError } from "../common/error.ts";
import { nearHint } from "../common/suggest.ts";
import { kept } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { BOOL } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import type { FromItem, FromPlace } from "./clauses.ts";
import { convert, toBool } from "./coerce.ts";
import { commonTypeOf } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { aliasNames, beside, forbid, isLateral, joinNames } from "./from-item.ts";
import { locationOf, names } from "./parse-node.ts";
import { rowNames } from "./row-names.ts";
import { type Namespace, type ScopeColumn, type ScopeRelation, scopeOf } from "./scope.ts";

type BindItem = (context: BindContext, from: FromPlace, node: Node) => FromItem;
type Kind = "inner" | "left" | "right" | "full";

const NOT_LATERAL = "The combining JOIN type must be INNER or LEFT for a LATERAL reference.";

/** Binds a JoinExpr; `bindItem` binds its sides. */
export function bindJoin(context: BindContext, from: FromPlace, join: JoinExpr, bindItem: BindItem): FromItem {
  // Joins nest on the left: down that side without recursion.
  const spine: JoinExpr[] = [];
  let node: Node = { JoinExpr: join };
  while ("JoinExpr" in node && (spine.length === 0 || node.JoinExpr.alias === undefined)) {
    spine.push(node.JoinExpr);
    node = node.JoinExpr.larg as Node;
  }
  let left = bindItem(context, from, node);
  for (const each of spine.reverse()) left = bindOne(context, from, each, left, bindItem);
  return left;
}

function bindOne(context: BindContext, from: FromPlace, join: JoinExpr, larg: FromItem, bindItem: BindItem): FromItem {
  const kind = kindOf(context, join);
  const left = kind === "right" || kind === "full" ? withPresence(context, larg) : larg;
  const isOpen = kind === "inner" || kind === "left";
  const rarg = bindItem(
    context,
    { ...from, visible: beside(from.visible, isOpen ? left : forbid(left, () => NOT_LATERAL)) },
    join.rarg as Node,
  );
  const right = kind === "left" || kind === "full" ? withPresence(context, rarg) : rarg;
  const both = joinNames(context, left, right);
  const merged = mergedColumns(context, join, kind, left, right);
  const on = merged === undefined ? conditions(context, from, join, both) : merged.map(({ condition }) => condition);
  const plan: LogicalPlan = {
    kind: "join",
    join: kind,
    left: left.plan,
    right: right.plan,
    on,
    lateral: isLateral(left, right),
  };
  const namespace = namesOf(context, join, kind, left, right, merged ?? []);
  return { plan, ...aliased(context, join, namespace), mayBeLateral: left.mayBeLateral || right.mayBeLateral };
}

function kindOf(context: BindContext, { jointype = "JOIN_INNER" }: JoinExpr): Kind {
  switch (jointype) {
    case "JOIN_INNER":
      return "inner";
    case "JOIN_LEFT":
      return "left";
    case "JOIN_RIGHT":
      return "right";
    case "JOIN_FULL":
      return "full";
    default:
      throw context.unsupported(`join ${jointype}`);
  }
}

function conditions(
  context: BindContext,
  { at, level, visible }: FromPlace,
  { quals }: JoinExpr,
  both: Namespace,
): readonly LogicalExpr[] {
  if (quals === undefined) return [];
  const hidden = visible.relations.map(({ name }) => ({ name }));
  const place = { scope: scopeOf(at, level, both, hidden), clause: "JOIN conditions" } as const;
  return conjuncts(toBool(context, context.expr(place, quals), "JOIN/ON", locationOf(quals)));
}

/** The terms of a conjunction. */
export function conjuncts(expr: LogicalExpr): readonly LogicalExpr[] {
  return expr.kind === "and" ? expr.args.flatMap((arg) => (arg.kind === "and" ? conjuncts(arg) : [arg])) : [expr];
}

interface Merged {
  readonly column: ScopeColumn;
  readonly condition: LogicalExpr;
}

function mergedColumns(
  context: BindContext,
  { isNatural, usingClause }: JoinExpr,
  kind: Kind,
  left: Namespace,
  right: Namespace,
): readonly Merged[] | undefined {
  if (!isNatural && usingClause === undefined) return undefined;
  const rights = new Set(right.columns.map(({ name }) => name));
  const shared = isNatural ? [...new Set(left.columns.map(({ name }) => name))].filter((name) => rights.has(name)) : [];
  return (isNatural ? shared : names(usingClause)).map((name, at, all) => {
    if (all.indexOf(name) < at) throw repeated(context, name);
    const one = sideColumn(context, left, name, "left");
    const two = sideColumn(context, right, name, "right");
    const condition = bindOperatorCall(context, "=", [one.expr, two.expr], undefined);
    return { column: mergedColumn(context, kind, name, one, two), condition };
  });
}

function repeated(context: BindContext, name: string): FfqError {
  const message = `column name "${name}" appears more than once in USING clause`;
  return context.error("ALREADY_EXISTS", "42701", message);
}

function sideColumn(context: BindContext, side: Namespace, name: string, which: "left" | "right"): ScopeColumn {
  const found = side.columns.filter((column) => column.name === name);
  if (found.length > 1) {
    const message = `common column name "${name}" appears more than once in ${which} table`;
    throw context.error("AMBIGUOUS", "42702", message);
  }
  if (found[0] === undefined) {
    const message = `column "${name}" specified in USING clause does not exist in ${which} table`;
    const hint = nearHint(
      "column",
      name,
      side.columns.map((column) => column.name),
    );
    throw context.error("NOT_FOUND", "42703", message, undefined, hint);
  }
  return found[0];
}

function mergedColumn(
  context: BindContext,
  kind: Kind,
  name: string,
  left: ScopeColumn,
  right: ScopeColumn,
): ScopeColumn {
  const type = commonTypeOf(context, [left.expr, right.expr], "JOIN/USING", []);
  const one = convert(context, left.expr, type, "implicit");
  const two = convert(context, right.expr, type, "implicit");
  switch (kind) {
    case "inner":
      // Rather a column than a cast of one: a grouped column is known again in subqueries.
      if (one.kind !== "column" && two.kind === "column") return { name, expr: two, nullable: right.nullable };
      return { name, expr: one, nullable: left.nullable };
    case "left":
      return { name, expr: one, nullable: left.nullable };
    case "right":
      return { name, expr: two, nullable: right.nullable };
    case "full":
      return { name, expr: { kind: "coalesce", args: [one, two], type }, nullable: left.nullable || right.nullable };
  }
}

function namesOf(
  context: BindContext,
  { join_using_alias }: JoinExpr,
  kind: Kind,
  left: Namespace,
  right: Namespace,
  merged: readonly Merged[],
): Namespace {
  const one = kind === "right" || kind === "full" ? missing(left) : left;
  const two = kind === "left" || kind === "full" ? missing(right) : right;
  const both = joinNames(context, one, two);
  if (merged.length === 0) return both;
  const used = new Set(merged.map(({ column }) => column.name));
  const rest = both.columns.filter(({ name }) => !used.has(name));
  const columns = merged.map(({ column }) => column);
  const named = { relations: both.relations, columns: [...columns, ...rest] };
  const alias = join_using_alias?.aliasname;
  if (alias === undefined) return named;
  return { ...joinNames(context, named, { relations: [{ name: alias, columns, merged: true }], columns: [] }) };
}

/** What may be missing, with a column that says where it is there, for relations that are named as rows. */
function withPresence(context: BindContext, item: FromItem): FromItem {
  const names = rowNames(context);
  const isMarked = ({ name, presence, scalar, merged }: ScopeRelation): boolean =>
    presence === undefined && !scalar && !merged && names.has(name);
  if (!item.relations.some(isMarked)) return item;
  const presence = context.column("presence", BOOL, false);
  const there: NamedExpr = { output: presence, expr: { kind: "constant", value: true, type: BOOL } };
  const plan: LogicalPlan = {
    kind: "project",
    input: item.plan,
    exprs: [...outputColumnsOf(item.plan).map(kept), there],
  };
  const relations = item.relations.map((relation) => (isMarked(relation) ? { ...relation, presence } : relation));
  return { ...item, plan, relations };
}

/** The side of an outer join whose rows may be missing. */
function missing({ relations, columns }: Namespace): Namespace {
  const nullable = (column: ScopeColumn): ScopeColumn => ({ ...column, nullable: true });
  return {
    relations: relations.map((relation) => ({ ...relation, columns: relation.columns.map(nullable) })),
    columns: columns.map(nullable),
  };
}

/** `(a JOIN b ...) AS j (x, y)` hides a and b. */
function aliased(context: BindContext, { alias }: JoinExpr, namespace: Namespace): Namespace {
  const name = alias?.aliasname;
  if (name === undefined) return namespace;
  const given = aliasNames(context, name, alias, namespace.columns.length);
  const columns = namespace.columns.map((column, at) => ({ ...column, name: given[at] ?? column.name }));
  const hides = namespace.relations.map((relation) => relation.name);
  return { relations: [{ name, columns, hides }], columns };
}
