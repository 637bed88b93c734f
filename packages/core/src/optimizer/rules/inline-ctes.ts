// Common table expressions that gain nothing from being kept apart are put where they are read: those read once,
// and small ones. Rules then see through them. MATERIALIZED ones stay, and those that a recursion would
// evaluate in every round.
import type { CteId } from "../../common/ids.ts";
import { isVolatile } from "../../function/expr-facts.ts";
import type { LogicalPlan, NamedExpr } from "../../logical/plan.ts";
import { exprsOf } from "../../logical/tree.ts";
import { copyPlan, type PlanCopy } from "../copy-plan.ts";
import type { Estimator } from "../estimate.ts";
import { estimatorOf } from "../estimator-of.ts";
import { factsOf } from "../facts.ts";
import { nodesOf, rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";

export const inlineCtes: Rule = {
  name: "inline-ctes",
  reason: "after unnesting, which makes CTEs of its own; before pushdown, which stops at them",
  required: false,
  concerns: ({ kinds }) => kinds.has("cte"),
  rewrite: (plan, context) => {
    const estimator = estimatorOf(plan, context);
    return rewritePlan(plan, (node) => (node.kind === "cte" ? inlined(node, context, estimator) : node));
  },
};

type Cte = Extract<LogicalPlan, { readonly kind: "cte" }>;
type Reference = Extract<LogicalPlan, { readonly kind: "cte-ref" }>;

/** Reading so few rows again costs less than keeping them. */
const SMALL = 1000;

function inlined(node: Cte, context: RuleContext, estimator: Estimator): LogicalPlan {
  const uses = referencesIn(node.body, node.cte);
  if (uses === 0) return node.body;
  if (node.materialized || isReadInRounds(node.body, node.cte)) return node;
  if (uses > 1 && (estimator.profile(node.definition).unfiltered > SMALL || draws(node.definition, context)))
    return node;
  return rewritePlan(node.body, (inner) => {
    if (inner.kind !== "cte-ref" || inner.cte !== node.cte) return inner;
    return asReference(
      inner,
      uses === 1 ? { plan: node.definition, ids: new Map() } : copyPlan(node.definition, context),
    );
  });
}

/** Whether rows differ each time that they are computed: all who read them must see the same. */
function draws(plan: LogicalPlan, { functions }: RuleContext): boolean {
  return nodesOf(plan).some((node) => exprsOf(node).some((expr) => isVolatile(expr, functions)));
}

function referencesIn(plan: LogicalPlan, cte: CteId): number {
  let count = 0;
  for (const node of nodesOf(plan)) if (node.kind === "cte-ref" && node.cte === cte) count++;
  return count;
}

function isReadInRounds(plan: LogicalPlan, cte: CteId): boolean {
  for (const node of nodesOf(plan)) {
    if (node.kind === "recursive-cte" && factsOf(node.step).freeCtes.has(cte)) return true;
  }
  return false;
}

/** The definition with the reference's columns. */
function asReference({ columns }: Reference, { plan, ids }: PlanCopy): LogicalPlan {
  const exprs = columns.map(({ output, source }): NamedExpr => {
    return { output, expr: { kind: "column", column: ids.get(source) ?? source, type: output.type } };
  });
  return { kind: "project", input: plan, exprs };
}
