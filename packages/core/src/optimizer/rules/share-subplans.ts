// Joins and aggregates that a plan holds twice are run once, as a common table expression, where keeping their
// rows costs less than finding them again.
import type { LogicalPlan, OutputColumn } from "../../logical/plan.ts";
import { childrenOf } from "../../logical/tree.ts";
import { copyPlan } from "../copy-plan.ts";
import type { Estimator } from "../estimate.ts";
import { estimatorOf } from "../estimator-of.ts";
import { factsOf } from "../facts.ts";
import { PlanKeys } from "../plan-key.ts";
import { nodesOf, rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const shareSubplans: Rule = {
  name: "share-subplans",
  reason: "after join ordering, which orders equal joins equally; before pruning, which tells their columns apart",
  required: false,
  concerns: ({ readsTwice }) => readsTwice,
  rewrite: (plan, context) => {
    const groups = repeated(plan, context);
    return [...groups].reduce((body, group) => shared(body, group, context), plan);
  },
};

/** Writing a row down and reading it twice, in rows that are read anew otherwise. */
const KEEP = 3;
/** In rows: below it another node is not worth its while. */
const LEAST_GAIN = 10_000;

/** The largest subplans that stand more than once, by what they do. */
function repeated(plan: LogicalPlan, context: RuleContext): readonly (readonly LogicalPlan[])[] {
  const keys = new PlanKeys(context.functions, tablesReadTwice(plan));
  const places = new Map<number, LogicalPlan[]>();
  rewritePlan(plan, (node) => {
    const number = keys.number(node);
    if (number !== undefined) places.set(number, [...(places.get(number) ?? []), node]);
    return node;
  });
  if ([...places.values()].every((nodes) => nodes.length < 2)) return [];
  const estimator = estimatorOf(plan, context);
  const found = new Map<number, LogicalPlan[]>();
  const stack = [plan];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const number = keys.number(node);
    const isShared = number !== undefined && (places.get(number) ?? []).length > 1 && isWorthKeeping(node, estimator);
    if (isShared) found.set(number, [...(found.get(number) ?? []), node]);
    else stack.push(...childrenOf(node));
  }
  // A subplan may stand a second time only inside a larger one that is shared itself.
  return [...found.values()].filter((group) => group.length > 1);
}

function tablesReadTwice(plan: LogicalPlan): ReadonlySet<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const node of nodesOf(plan)) {
    if (node.kind === "scan") (once.has(node.table.name) ? twice : once).add(node.table.name);
  }
  return twice;
}

function isWorthKeeping(plan: LogicalPlan, estimator: Estimator): boolean {
  if (plan.kind !== "join" && plan.kind !== "aggregate") return false;
  let read = 0;
  for (const node of nodesOf(plan)) if (node.kind === "scan") read += estimator.profile(node).unfiltered;
  return read - estimator.profile(plan).rows * KEEP > LEAST_GAIN;
}

function shared(plan: LogicalPlan, group: readonly LogicalPlan[], context: RuleContext): LogicalPlan {
  const [first] = group as readonly [LogicalPlan];
  const cte = context.cteId();
  const copy = copyPlan(first, context);
  const sources = factsOf(copy.plan).columns;
  const places = new Set(group);
  const body = rewritePlan(plan, (node) => {
    if (!places.has(node)) return node;
    const columns = factsOf(node).columns.map((output, at) => ({ output, source: (sources[at] as OutputColumn).id }));
    return { kind: "cte-ref", cte, name: "shared", columns };
  });
  return { kind: "cte", cte, name: "shared", definition: copy.plan, body, materialized: false };
}
