// The set-returning functions in one query's SELECT list: each is a column of an unnest that runs after grouping and
// windows, and before windows where one is defined by it. Those that do not depend on each other step together, as PostgreSQL has it: as many rows as the longest has.
import { exprKey } from "../expr/key.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import { columnsIn } from "./references.ts";
import type { Clause, Place } from "./scope.ts";
import type { SetCall } from "./set-call.ts";

const allowed: ReadonlySet<Clause> = new Set<Clause>([
  "SELECT",
  "GROUP BY",
  "ORDER BY",
  "DISTINCT ON",
  "window definitions",
]);

/** @throws FfqError 0A000 where PostgreSQL has no set-returning functions */
export function refuseSetFunction(context: BindContext, place: Place, location: number | undefined): void {
  const { clause, isSingleRow = false } = place;
  if (allowed.has(clause) || (clause === "VALUES" && isSingleRow)) return;
  throw context.error("UNSUPPORTED", "0A000", refusal(clause), location);
}

function refusal(clause: Clause): string {
  switch (clause) {
    case "aggregate":
    case "FILTER":
      return "aggregate function calls cannot contain set-returning function calls";
    case "window function":
      return "window function calls cannot contain set-returning function calls";
    case "window ROWS":
    case "window RANGE":
    case "window GROUPS":
      return "set-returning functions are not allowed in window definitions";
    default:
      return `set-returning functions are not allowed in ${clause}`;
  }
}

/** The column of a call's elements: that of an equal call where there is one, since both would step together. */
export function registerSet(context: BindContext, place: Place, name: string, list: LogicalExpr): LogicalExpr {
  const { sets } = place.scope.level;
  if (list.type.kind !== "list") throw context.unsupported(`function ${name}()`);
  const key = exprKey(list);
  const same = sets.find((call) => exprKey(call.list) === key);
  if (same !== undefined) return { kind: "column", column: same.output.id, type: same.output.type };
  const columns = new Set(columnsIn(list));
  const below = sets.filter(({ output }) => columns.has(output.id)).map(({ depth }) => depth + 1);
  const output = context.column(name, list.type.element, true);
  sets.push({ output, list, depth: Math.max(0, ...below) });
  return { kind: "column", column: output.id, type: output.type };
}

/** The calls that these expressions read, and those that they read in turn: grouping by them needs their rows first. */
export function setsOf(sets: readonly SetCall[], exprs: readonly LogicalExpr[]): readonly SetCall[] {
  const read = new Set(exprs.flatMap(columnsIn));
  const found = sets.filter(({ output }) => read.has(output.id));
  return found.length === 0
    ? []
    : [
        ...new Set([
          ...setsOf(
            sets,
            found.map(({ list }) => list),
          ),
          ...found,
        ]),
      ];
}

/** The unnests of these calls over a plan; `rewrite` makes their arguments expressions over it. */
export function withSets(
  plan: LogicalPlan,
  sets: readonly SetCall[],
  rewrite: (expr: LogicalExpr) => LogicalExpr = (expr) => expr,
): LogicalPlan {
  let result = plan;
  for (let depth = 0; sets.some((call) => call.depth >= depth); depth++) {
    const lists = sets
      .filter((call) => call.depth === depth)
      .map(({ output, list }) => ({ output, expr: rewrite(list) }));
    if (lists.length > 0) result = { kind: "unnest", input: result, lists, outer: false };
  }
  return result;
}

/** Binds a part of an expression that PostgreSQL allows no set-returning function in. @throws FfqError 0A000 */
export function withoutSets<Bound>(
  context: BindContext,
  { scope }: Place,
  construct: string,
  location: number | undefined,
  bind: () => Bound,
): Bound {
  const before = scope.level.sets.length;
  const bound = bind();
  if (scope.level.sets.length === before) return bound;
  const hint = "You might be able to move the set-returning function into a LATERAL FROM item.";
  throw context.error(
    "UNSUPPORTED",
    "0A000",
    `set-returning functions are not allowed in ${construct}`,
    location,
    hint,
  );
}
