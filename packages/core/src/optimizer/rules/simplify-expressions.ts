// Every expression of a plan, simplified (simplify/simplify.ts).
import type { ColumnId } from "../../common/ids.ts";
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import { childrenOf, exprsOf, mapExprs } from "../../logical/tree.ts";
import { conjunctsOf } from "../build.ts";
import { factsOf } from "../facts.ts";
import { rewritePlan } from "../rewrite-plan.ts";
import type { Rule, RuleContext } from "../rule.ts";
import { simplify } from "../simplify/simplify.ts";

export const simplifyExpressions: Rule = {
  name: "simplify-expressions",
  reason: "before pushdown, which looks at the form of conditions: constants, common conjuncts, bare columns",
  required: false,
  rewrite: (plan, context) => rewritePlan(plan, (node) => takenApart(simplified(node, context))),
};

function simplified(node: LogicalPlan, context: RuleContext): LogicalPlan {
  const exprs = exprsOf(node);
  if (exprs.length === 0) return node;
  const inputs = node.kind === "scan" ? [node] : childrenOf(node);
  const own = {
    functions: context.functions,
    fold: context.fold,
    isNullable: (id: ColumnId): boolean =>
      inputs.map((input) => factsOf(input).byId.get(id)).find((column) => column !== undefined)?.nullable ?? true,
  };
  const results = exprs.map((expr) => simplify(expr, own));
  if (results.every((result, at) => result === exprs[at])) return node;
  let next = 0;
  return mapExprs(node, () => results[next++] as (typeof results)[number]);
}

/** Lists of conjuncts hold no AND and no TRUE. */
function takenApart(node: LogicalPlan): LogicalPlan {
  const isPlain = ({ kind, ...expr }: LogicalExpr): boolean =>
    kind !== "and" && !(kind === "constant" && "value" in expr && expr.value === true);
  if (node.kind !== "join" || node.on.every(isPlain)) return node;
  return { ...node, on: node.on.flatMap((one) => conjunctsOf(one)) };
}
