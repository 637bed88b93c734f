// An operand that is read several times and drawn once (expr/drawn-once.ts).
import { onceKey } from "../expr/drawn-once.ts";
import { isVolatile } from "../function/expr-facts.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { BindContext } from "./context.ts";
import { hasSubquery } from "./references.ts";

/** The operand as all of its readers take it. One with a subquery is bound for each of them. */
export function drawnOnce(context: BindContext, operand: LogicalExpr): LogicalExpr {
  if (!isVolatile(operand, context.ports.functions) || hasSubquery(operand)) return operand;
  const { id } = context.column("drawn", operand.type);
  const call: LogicalExpr = { kind: "call", overload: onceKey(id), args: [operand], type: operand.type };
  return context.locate(context.typedLike(call, operand), context.locationOf(operand));
}
