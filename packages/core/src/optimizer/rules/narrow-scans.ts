// Scans give only the columns of their table that something in the plan reads. Which of them is read where is for
// prune-columns; this keeps every other rule from listing, copying and estimating the columns of whole tables. All scans
// of a table stay equal, so that subplans are found to be (share-subplans.ts).
import type { ColumnId } from "../../common/ids.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { LogicalPlan } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { addColumnsIn, factsOf } from "../facts.ts";
import { nodesOf, rewritePlan } from "../rewrite-plan.ts";
import type { Rule } from "../rule.ts";

export const narrowScans: Rule = {
  name: "narrow-scans",
  reason: "as soon as no plan is inside an expression: what follows costs by the columns that there are",
  required: false,
  concerns: ({ kinds }) => kinds.has("scan"),
  rewrite: (plan) => {
    const tables = sourcesByTable(plan);
    return rewritePlan(plan, (node) => {
      if (node.kind !== "scan") return node;
      const sources = tables.get(node.table.name);
      const columns = node.columns.filter(({ source }) => sources?.has(source) === true);
      return columns.length === node.columns.length ? node : { ...node, columns };
    });
  },
};

/** By table, the columns that any of its scans is asked for. */
function sourcesByTable(plan: LogicalPlan): ReadonlyMap<string, ReadonlySet<string>> {
  const read = readIn(plan);
  const tables = new Map<string, Set<string>>();
  for (const node of nodesOf(plan)) {
    if (node.kind !== "scan") continue;
    const sources = tables.get(node.table.name) ?? new Set();
    for (const { output, source } of node.columns) if (read.has(output.id)) sources.add(source);
    tables.set(node.table.name, sources);
  }
  return tables;
}

/** Every column that an expression or a node names, or that makes rows different. */
function readIn(plan: LogicalPlan): ReadonlySet<ColumnId> {
  const read = new Set<ColumnId>(factsOf(plan).columns.map(({ id }) => id));
  for (const node of nodesOf(plan)) {
    for (const expr of exprsOf(node)) addColumnsIn(expr, read);
    for (const id of namedBy(node)) read.add(id);
  }
  return read;
}

/** The input columns that a node reads without an expression. */
function namedBy(node: LogicalPlan): readonly ColumnId[] {
  switch (node.kind) {
    case "set-operation":
      return node.columns.flatMap(({ left, right }) => [left, right]);
    case "cte-ref":
      return node.columns.map(({ source }) => source);
    case "distinct":
      return factsOf(node.input).columns.map(({ id }) => id);
    // Rounds are matched by position.
    case "recursive-cte":
      return [...factsOf(node.base).columns, ...factsOf(node.step).columns].map(({ id }) => id);
    case "scan":
    case "values":
    case "table-function":
    case "unnest":
    case "filter":
    case "project":
    case "join":
    case "aggregate":
    case "window":
    case "sort":
    case "limit":
    case "cte":
      return [];
    default:
      return unreachable(node);
  }
}
