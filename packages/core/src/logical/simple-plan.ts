// Plans that compute nothing: tables and rows that are written down, of which columns are picked, sorted and counted. Most of
// the optimizer's rules and of the planner have nothing to do for them, and are not loaded before the first other plan.
import type { LogicalExpr, LogicalPlan } from "./plan.ts";
import { childrenOf, exprsOf } from "./tree.ts";

/** The nodes that such plans are made of. */
export type SimpleKind = "scan" | "values" | "project" | "sort" | "limit";

const kinds: ReadonlySet<LogicalPlan["kind"]> = new Set<SimpleKind>(["scan", "values", "project", "sort", "limit"]);

/** Whether a plan has only such nodes, over columns and constants. */
export function isSimple(plan: LogicalPlan): boolean {
  const open = [plan];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!kinds.has(node.kind) || (node.kind === "limit" && node.withTies)) return false;
    if (!exprsOf(node).every(isWritten)) return false;
    open.push(...childrenOf(node));
  }
  return true;
}

function isWritten({ kind }: LogicalExpr): boolean {
  return kind === "column" || kind === "constant";
}
