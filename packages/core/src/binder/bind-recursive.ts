// WITH RECURSIVE: a base and a step that reads the rows of the round before. Where the reference may stand is
// PostgreSQL's rule; a step's columns have the base's types.
import type { CommonTableExpr, SelectStmt } from "@pgsql/types";
import type { CteId } from "../common/ids.ts";
import { walk as walkExpr } from "../expr/tree.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalLeaf, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { childrenOf, exprsOf, outputColumnsOf } from "../logical/tree.ts";
import { walk } from "../sql/walk.ts";
import { bareType, type LogicalType, printType } from "../type/logical-type.ts";
import { placesOf } from "./bind-set.ts";
import { coerce, convert } from "./coerce.ts";
import { commonTypeOf } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { isSetOperation, locationOf, names } from "./parse-node.ts";
import { carrying, recursionClauses } from "./recursion-clauses.ts";
import { retype } from "./retype.ts";
import type { CteEntry, QueryPlace } from "./scope.ts";

/** Whether a query mentions a relation of that name. */
export function refersTo(select: SelectStmt, name: string): boolean {
  let found = false;
  walk({ SelectStmt: select }, (tag, node) => {
    if (tag === "RangeVar" && node["relname"] === name && node["schemaname"] === undefined) found = true;
    return undefined;
  });
  return found;
}

/** Definitions of WITH RECURSIVE may refer to later ones. @throws FfqError 0A000 when they refer to each other */
export function inDependencyOrder(context: BindContext, ctes: readonly CommonTableExpr[]): readonly CommonTableExpr[] {
  const ordered: CommonTableExpr[] = [];
  const open = new Set<CommonTableExpr>();
  const visit = (cte: CommonTableExpr): void => {
    if (ordered.includes(cte)) return;
    if (open.has(cte)) {
      const message = "mutual recursion between WITH items is not implemented";
      throw context.error("UNSUPPORTED", "0A000", message, cte.location);
    }
    open.add(cte);
    const query = cte.ctequery;
    if (query !== undefined && "SelectStmt" in query) {
      for (const other of ctes) {
        if (other !== cte && refersTo(query.SelectStmt, other.ctename ?? "")) visit(other);
      }
    }
    open.delete(cte);
    ordered.push(cte);
  };
  ctes.forEach(visit);
  return ordered;
}

/** A definition that refers to itself. */
export function bindRecursive(
  context: BindContext,
  at: QueryPlace,
  cte: CommonTableExpr,
  select: SelectStmt,
): LogicalPlan {
  const name = cte.ctename ?? "";
  const refuse = (rule: string, location: number | undefined): Error =>
    context.error("INVALID_QUERY", "42P19", `recursive reference to query "${name}" must not appear ${rule}`, location);
  if (!isSetOperation(select) || select.op !== "SETOP_UNION") {
    const message = `recursive query "${name}" does not have the form non-recursive-term UNION [ALL] recursive-term`;
    throw context.error("INVALID_QUERY", "42P19", message, cte.location);
  }
  refuseClauses(context, select);
  if (select.withClause !== undefined) throw context.unsupported("WITH in a recursive query", cte.location);
  const id = context.cte();
  const entryWith = (
    columns: readonly OutputColumn[],
    guard: NonNullable<CteEntry["guard"]>,
    unlisted = 0,
  ): QueryPlace => ({
    ...at,
    ctes: { entries: new Map([[name, { cte: id, name, columns, uses: 0, guard, unlisted }]]), outer: at.ctes },
  });
  const base = baseOf(
    context,
    context.query(
      entryWith([], (location) => {
        throw refuse("within its non-recursive term", location);
      }),
      select.larg as SelectStmt,
    ),
  );
  const given = names(cte.aliascolnames);
  const columns = outputColumnsOf(base).map((column, position) =>
    context.column(given[position] ?? column.name, column.type, true),
  );
  const clauses = recursionClauses(context, at, cte, columns);
  const further = clauses?.columns ?? [];
  const all = [...columns, ...further];
  const references: (number | undefined)[] = [];
  const step = context.query(
    entryWith(all, (location) => references.push(location), further.length),
    clauses === undefined ? (select.rarg as SelectStmt) : carrying(context, name, select, further),
    { keepUnknown: true },
  );
  const broken = brokenRule(step, id);
  if (broken?.kind === "reference") throw refuse(broken.rule, context.locationOf(broken.node));
  if (references.length > 1) throw refuse("more than once", references[1]);
  if (broken !== undefined) {
    const message = "aggregate functions are not allowed in a recursive query's recursive term";
    const call = broken.node.aggregates[0];
    throw context.error("INVALID_QUERY", "42P19", message, call === undefined ? undefined : context.locationOf(call));
  }
  const typed = stepOf(context, name, all, step, placesOf(select.larg as SelectStmt));
  return {
    kind: "recursive-cte",
    cte: id,
    name,
    columns: all,
    base: clauses?.base(context, base) ?? base,
    step: clauses?.step(context, typed) ?? typed,
    distinct: !(select.all ?? false),
  };
}

function refuseClauses(context: BindContext, { sortClause, limitCount, limitOffset }: SelectStmt): void {
  const clause =
    sortClause !== undefined
      ? "ORDER BY"
      : limitCount !== undefined
        ? "LIMIT"
        : limitOffset !== undefined
          ? "OFFSET"
          : undefined;
  if (clause === undefined) return;
  const [first] = sortClause ?? [];
  const sorted = first !== undefined && "SortBy" in first ? first.SortBy.node : undefined;
  const node = sorted ?? limitCount ?? limitOffset;
  const location = node === undefined ? undefined : locationOf(node);
  throw context.error("UNSUPPORTED", "0A000", `${clause} in a recursive query is not implemented`, location);
}

/** Scale and length may change from round to round: the columns have types without them. */
function baseOf(context: BindContext, plan: LogicalPlan): LogicalPlan {
  const types = outputColumnsOf(plan).map(({ type }) => bareType(type));
  return retype(context, plan, types, (expr, at) => convert(context, expr, types[at] as LogicalType, "implicit"));
}

function stepOf(
  context: BindContext,
  name: string,
  columns: readonly OutputColumn[],
  step: LogicalPlan,
  places: readonly (number | undefined)[],
): LogicalPlan {
  const steps = outputColumnsOf(step);
  if (steps.length !== columns.length) {
    throw context.error("SYNTAX", "42601", "each UNION query must have the same number of columns", places[0]);
  }
  for (const [at, column] of columns.entries()) {
    const overall = commonTypeOf(context, [refTo(column), refTo(steps[at] as OutputColumn)], "UNION", [
      places[at],
      places[at],
    ]);
    if (overall.kind === column.type.kind) continue;
    const message = `recursive query "${name}" column ${at + 1} has type ${printType(column.type)} in non-recursive term but type ${printType(bareType(overall))} overall`;
    const hint = "Cast the output of the non-recursive term to the correct type.";
    throw context.error("TYPE_MISMATCH", "42804", message, places[at], hint);
  }
  const types = columns.map(({ type }) => type);
  return retype(context, step, types, (expr, at) =>
    convert(context, coerce(context, expr, (types[at] as LogicalType).kind), types[at] as LogicalType, "implicit"),
  );
}

type Aggregate = Extract<LogicalPlan, { kind: "aggregate" }>;

/** A rule that a step breaks, and the node that breaks it. */
type Broken =
  | { readonly kind: "reference"; readonly rule: string; readonly node: LogicalPlan }
  | { readonly kind: "aggregate"; readonly node: Aggregate };

/** Where in the step the reference stands that must not stand there, or the aggregate over it. */
function brokenRule(plan: LogicalPlan, cte: CteId): Broken | undefined {
  for (const expr of exprsOf(plan)) {
    for (const node of walkExpr<LogicalLeaf>(expr)) {
      const reference = "plan" in node ? referenceIn(node.plan, cte) : undefined;
      if (reference !== undefined) return { kind: "reference", rule: "within a subquery", node: reference };
    }
  }
  const broken = brokenHere(plan, cte);
  if (broken !== undefined) return broken;
  for (const child of childrenOf(plan)) {
    const below = brokenRule(child, cte);
    if (below !== undefined) return below;
  }
  return undefined;
}

function brokenHere(plan: LogicalPlan, cte: CteId): Broken | undefined {
  const within = (rule: string, inputs: readonly LogicalPlan[]): Broken | undefined => {
    for (const input of inputs) {
      const node = referenceIn(input, cte);
      if (node !== undefined) return { kind: "reference", rule, node };
    }
    return undefined;
  };
  switch (plan.kind) {
    case "join": {
      const left = plan.join === "right" || plan.join === "full" ? [plan.left] : [];
      const right = plan.join === "left" || plan.join === "full" ? [plan.right] : [];
      return within("within an outer join", [...left, ...right]);
    }
    case "set-operation":
      if (plan.operator === "except") return within("within EXCEPT", [plan.right]);
      return plan.operator === "intersect" ? within("within INTERSECT", [plan]) : undefined;
    case "aggregate":
      return referenceIn(plan, cte) === undefined ? undefined : { kind: "aggregate", node: plan };
    default:
      return undefined;
  }
}

function referenceIn(root: LogicalPlan, cte: CteId): LogicalPlan | undefined {
  const stack: LogicalPlan[] = [root];
  for (let plan = stack.pop(); plan !== undefined; plan = stack.pop()) {
    if (plan.kind === "cte-ref" && plan.cte === cte) return plan;
    stack.push(...childrenOf(plan));
    for (const expr of exprsOf(plan)) {
      for (const node of walkExpr<LogicalLeaf>(expr)) if ("plan" in node) stack.push(node.plan);
    }
  }
  return undefined;
}
