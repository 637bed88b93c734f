// The ids that a plan has, so that new ones do not clash.
import type { LogicalPlan } from "../logical/plan.ts";
import { exprsOf } from "../logical/tree.ts";
import { subqueriesIn } from "./facts.ts";
import { producedBy } from "./producers.ts";
import { nodesOf } from "./rewrite-plan.ts";

/** The largest column and CTE ids, those of plans inside expressions included. */
export function largestIds(plan: LogicalPlan): { column: number; cte: number } {
  const last = { column: 0, cte: 0 };
  const waiting = [plan];
  for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
    for (const node of nodesOf(root)) {
      for (const { id } of producedBy(node)) last.column = Math.max(last.column, id);
      if ("cte" in node) last.cte = Math.max(last.cte, node.cte);
      for (const expr of exprsOf(node)) waiting.push(...subqueriesIn(expr).map((sub) => sub.plan));
    }
  }
  return last;
}
