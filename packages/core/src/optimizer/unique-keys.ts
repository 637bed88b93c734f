// Sets of columns in which no two rows of a plan are alike: what makes DISTINCT and some outer joins superfluous.
import type { ColumnId } from "../common/ids.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { factsOf } from "./facts.ts";
import { isSubset } from "./sets.ts";

type Key = ReadonlySet<ColumnId>;

/** Known keys of the plan; none where nothing is known. */
export function uniqueKeys(plan: LogicalPlan): readonly Key[] {
  let node = plan;
  // Keys are looked for below projections that rename: what each output column is there.
  let names: ReadonlyMap<ColumnId, ColumnId> | undefined;
  const named = (keys: readonly Key[]): readonly Key[] => (names === undefined ? keys : rename(keys, names));
  for (;;) {
    switch (node.kind) {
      case "filter":
      case "window":
      case "sort":
      case "limit":
        node = node.input;
        continue;
      case "cte":
        node = node.body;
        continue;
      case "project": {
        const below: [ColumnId, ColumnId][] = [];
        for (const { output, expr } of node.exprs) {
          if (expr.kind !== "column") continue;
          if (names === undefined) below.push([expr.column, output.id]);
          else if (names.has(output.id)) below.push([expr.column, names.get(output.id) as ColumnId]);
        }
        names = new Map(below);
        node = node.input;
        continue;
      }
      case "join":
        if (node.join !== "semi" && node.join !== "anti" && node.join !== "mark" && node.join !== "single") return [];
        node = node.left;
        continue;
      case "aggregate":
        if (node.groupingSets !== undefined) return [];
        return named([new Set(node.groups.map(({ output }) => output.id))]);
      case "distinct":
        if (node.on === undefined) return named([new Set(factsOf(node).byId.keys())]);
        if (!node.on.every((expr) => expr.kind === "column")) return [];
        return named([new Set(node.on.flatMap((expr) => (expr.kind === "column" ? [expr.column] : [])))]);
      case "set-operation":
        if (node.all) return [];
        return named([new Set(node.columns.map(({ output }) => output.id))]);
      case "values":
        return node.rows.length <= 1 ? [new Set()] : [];
      case "scan":
      case "table-function":
      case "unnest":
      case "cte-ref":
      case "recursive-cte":
        return [];
    }
  }
}

function rename(keys: readonly Key[], names: ReadonlyMap<ColumnId, ColumnId>): readonly Key[] {
  return keys
    .filter((key) => isSubset(key, names))
    .map((key) => new Set([...key].map((id) => names.get(id) as ColumnId)));
}

/** Whether no two rows have the same values in these columns. */
export function isUnique(plan: LogicalPlan, columns: ReadonlySet<ColumnId>): boolean {
  return uniqueKeys(plan).some((key) => isSubset(key, columns));
}
