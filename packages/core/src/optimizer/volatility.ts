// Which expressions may be evaluated more or less often than the query says.
import { walk } from "../expr/tree.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";

export function isVolatile(expr: LogicalExpr, functions: FunctionRegistry): boolean {
  for (const node of walk<LogicalLeaf>(expr)) {
    if (node.kind === "call" && functions.overload(node.overload).volatility === "volatile") return true;
  }
  return false;
}
