// Every expression of a plan, simplified (simplify/simplify.ts).
import type { ColumnId } from "../../common/ids.ts";
import { exprCanFail } from "../../function/expr-facts.ts";
import { isKept } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan } from "../../logical/plan.ts";
import { childrenOf, mapExprs } from "../../logical/tree.ts";
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
  const inputs = node.kind === "scan" ? [node] : childrenOf(node);
  const own = {
    functions: context.functions,
    fold: context.fold,
    isNullable: (id: ColumnId): boolean => {
      const input = inputs.find((one) => factsOf(one).byId.has(id));
      return input === undefined || factsOf(input).byId.get(id)?.nullable !== false || canFail(input, id, context);
    },
  };
  return mapExprs(node, (expr) => simplify(expr, own));
}

/** Whether computing a column of a plan can end the query: whoever asks for its value, if only for NULL, must have it computed. */
function canFail(plan: LogicalPlan, id: ColumnId, { functions }: RuleContext): boolean {
  for (let at: LogicalPlan | undefined = plan; at !== undefined; ) {
    const made = at.kind === "project" ? at.exprs.find(({ output }) => output.id === id) : undefined;
    if (made !== undefined && !isKept(made)) return exprCanFail(made.expr, functions);
    at = childrenOf(at).find((child) => factsOf(child).byId.has(id));
  }
  return false;
}

/** Lists of conjuncts hold no AND and no TRUE. */
function takenApart(node: LogicalPlan): LogicalPlan {
  const isPlain = (expr: LogicalExpr): boolean =>
    expr.kind !== "and" && !(expr.kind === "constant" && expr.value === true);
  if (node.kind !== "join" || node.on.every(isPlain)) return node;
  return { ...node, on: node.on.flatMap((one) => conjunctsOf(one)) };
}
