// What a plan has that rules act on, found by one walk: most plans have nothing for most rules, and a rule that has
// nothing to do costs its walk, and in a new process its compiling as well.
import type { LogicalPlan } from "../logical/plan.ts";
import { childrenOf, exprsOf } from "../logical/tree.ts";
import { subqueriesIn } from "./facts.ts";

export interface PlanTraits {
  /** Of the plan's nodes, those of plans inside expressions not among them. */
  readonly kinds: ReadonlySet<LogicalPlan["kind"]>;
  /** Some expression holds a plan. */
  readonly hasSubqueries: boolean;
  readonly hasLateralJoins: boolean;
  /** Some aggregate is below a join. */
  readonly joinsGroups: boolean;
  /** Some table is read in two places. */
  readonly readsTwice: boolean;
}

/** The traits of a plan. */
export function traitsOf(plan: LogicalPlan): PlanTraits {
  const kinds = new Set<LogicalPlan["kind"]>();
  const tables = new Set<string>();
  let [hasSubqueries, hasLateralJoins, joinsGroups, readsTwice] = [false, false, false, false];
  const waiting = [plan];
  /** How many of those at the front are not below a join: what a join reads is looked at before them. */
  let free = 1;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const isFree = waiting.length < free;
    if (isFree) free = waiting.length;
    kinds.add(node.kind);
    joinsGroups ||= node.kind === "aggregate" && !isFree;
    hasLateralJoins ||= node.kind === "join" && node.lateral;
    hasSubqueries ||= exprsOf(node).some((expr) => subqueriesIn(expr).length > 0);
    waiting.push(...childrenOf(node));
    if (isFree && node.kind !== "join") free = waiting.length;
    if (node.kind !== "scan") continue;
    readsTwice ||= tables.has(node.table.name);
    tables.add(node.table.name);
  }
  return { kinds, hasSubqueries, hasLateralJoins, joinsGroups, readsTwice };
}
