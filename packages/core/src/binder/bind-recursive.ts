// WITH RECURSIVE: a base and a step that reads the rows of the round before. A step's columns have the base's types.
import type { CommonTableExpr, SelectStmt } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bareType, type LogicalType, printType, TEXT } from "../type/logical-type.ts";
import { placesOf } from "./bind-set.ts";
import { coerce, convert } from "./coerce.ts";
import { commonTypeOf } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { declaredType, hasSameModifier } from "./declared-type.ts";
import { names } from "./parse-node.ts";
import { carrying, recursionClauses } from "./recursion-clauses.ts";
import { retype } from "./retype.ts";
import type { CteEntry, QueryPlace } from "./scope.ts";

/**
 * Definitions of WITH RECURSIVE may refer to later ones.
 * @param referred the names that each refers to
 * @throws FfqError 0A000 when they refer to each other
 */
export function inDependencyOrder(
  context: BindContext,
  ctes: readonly CommonTableExpr[],
  referred: ReadonlyMap<CommonTableExpr, ReadonlySet<string>>,
): readonly CommonTableExpr[] {
  const positions = new Map(ctes.map(({ ctename = "" }, at) => [ctename, at]));
  const ordered = new Set<CommonTableExpr>();
  const open = new Set<CommonTableExpr>();
  const visit = (cte: CommonTableExpr): void => {
    if (ordered.has(cte)) return;
    if (open.has(cte)) {
      const message = "mutual recursion between WITH items is not implemented";
      throw context.error("UNSUPPORTED", "0A000", message, cte.location);
    }
    open.add(cte);
    const others = [...(referred.get(cte) ?? [])].map((name) => positions.get(name)).filter((at) => at !== undefined);
    for (const at of others.sort((one, other) => one - other)) {
      const other = ctes[at] as CommonTableExpr;
      if (other !== cte) visit(other);
    }
    open.delete(cte);
    ordered.add(cte);
  };
  ctes.forEach(visit);
  return [...ordered];
}

/** A definition that refers to itself, as recursive-references.ts allows. */
export function bindRecursive(
  context: BindContext,
  at: QueryPlace,
  cte: CommonTableExpr,
  select: SelectStmt,
): LogicalPlan {
  if (select.withClause === undefined) return bindRounds(context, at, cte, select);
  const scope = context.clauses.with(context, at, select.withClause);
  return scope.around(bindRounds(context, scope.at, cte, select));
}

function bindRounds(context: BindContext, at: QueryPlace, cte: CommonTableExpr, select: SelectStmt): LogicalPlan {
  const name = cte.ctename ?? "";
  const id = context.cte();
  const left = select.larg as SelectStmt;
  const open = context.query(at, left, { keepUnknown: left.valuesLists === undefined });
  const declared = outputColumnsOf(open).map((column) => declaredType(context, open, column));
  const base = baseOf(context, open, declared);
  const given = names(cte.aliascolnames);
  const columns = outputColumnsOf(base).map((column, position) =>
    context.column(given[position] ?? column.name, column.type, true),
  );
  const clauses = recursionClauses(context, at, cte, columns);
  const further = clauses?.columns ?? [];
  const all = [...columns, ...further];
  for (const [position, { id: column, type }] of all.entries()) context.declare(column, declared[position] ?? type);
  const entry: CteEntry = { cte: id, name, columns: all, uses: 0, unlisted: further.length, isRound: true };
  const step = context.query(
    { ...at, ctes: { entries: new Map([[name, entry]]), outer: at.ctes } },
    clauses === undefined ? (select.rarg as SelectStmt) : carrying(context, name, select, further),
    { keepUnknown: true },
  );
  refuseOtherTypes(context, name, [...outputColumnsOf(open), ...further], step, placesOf(left), declared);
  const typed = stepOf(context, all, step);
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

/** Each numeric has a scale of its own: it may change from round to round. */
function heldType(type: LogicalType): LogicalType {
  if (type.kind === "unknown") return TEXT;
  return type.kind === "numeric" || type.kind === "list" ? bareType(type) : type;
}

function baseOf(context: BindContext, plan: LogicalPlan, declared: readonly LogicalType[]): LogicalPlan {
  const types = declared.map(heldType);
  return retype(context, plan, types, (expr, at) => convert(context, expr, types[at] as LogicalType, "implicit"));
}

/** The base alone decides on types, the step must not change them. @throws FfqError 42601, 42804 */
function refuseOtherTypes(
  context: BindContext,
  name: string,
  columns: readonly OutputColumn[],
  step: LogicalPlan,
  places: readonly (number | undefined)[],
  declared: readonly LogicalType[],
): void {
  const steps = outputColumnsOf(step);
  if (steps.length !== columns.length) {
    throw context.error("SYNTAX", "42601", "each UNION query must have the same number of columns", places[0]);
  }
  for (const [at, column] of columns.entries()) {
    const next = steps[at] as OutputColumn;
    const pair = [refTo(column), refTo(next)];
    const overall = bareType(commonTypeOf(context, pair, "UNION", [places[at], places[at]]));
    const first = column.type.kind === "unknown" ? TEXT : (declared[at] ?? column.type);
    const isSame = overall.kind === first.kind;
    const hasModifier = !hasSameModifier(first, bareType(first));
    if (isSame && (!hasModifier || hasSameModifier(declaredType(context, step, next), first))) continue;
    const message = `recursive query "${name}" column ${at + 1} has type ${printed(first)} in non-recursive term but type ${printed(overall)} overall`;
    const hint = "Cast the output of the non-recursive term to the correct type.";
    throw context.error("TYPE_MISMATCH", "42804", message, places[at], hint);
  }
}

/** character is character(1): of no length it is called otherwise. */
function printed(type: LogicalType): string {
  return type.kind === "bpchar" && type.length === undefined ? type.kind : printType(type);
}

function stepOf(context: BindContext, columns: readonly OutputColumn[], step: LogicalPlan): LogicalPlan {
  const types = columns.map(({ type }) => type);
  return retype(context, step, types, (expr, at) =>
    convert(context, coerce(context, expr, (types[at] as LogicalType).kind), types[at] as LogicalType, "implicit"),
  );
}
