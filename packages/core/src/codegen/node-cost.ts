// What one node of an expression costs: whether the IR that it becomes calls the kernel library or compares bytes.
// Decided by lowering the node over inputs in its children's places, so that it cannot fall out of step with what
// is emitted.

import { withinStack } from "../common/stack-depth.ts";
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import type { IrExpr } from "../ir/ir.ts";
import { childrenOf } from "../ir/tree.ts";
import type { NodeCost } from "./dictionary-split.ts";

/** The cost of a node, its children not counted. */
export function nodeCost(node: PhysicalExpr, functions: Omit<LowerContext, "input">): NodeCost {
  switch (node.kind) {
    case "input":
    case "constant":
    case "and":
    case "or":
    case "not":
    case "is-null":
    case "case":
    case "coalesce":
      return "cheap";
    case "call":
      if (functions.registry.overload(node.overload).volatility === "volatile") return "volatile";
      return callsKernel({ ...node, args: node.args.map(asInput) }, functions) ? "costly" : "cheap";
    case "cast":
    case "in-list":
      return callsKernel({ ...node, input: asInput(node.input) }, functions) ? "costly" : "cheap";
    default:
      return unreachable(node);
  }
}

/** Constants stay: what is emitted for a call depends on them. */
function asInput(expr: PhysicalExpr): PhysicalExpr {
  return expr.kind === "constant" ? expr : ({ kind: "input", index: 0, type: expr.type } satisfies InputRef);
}

/** What searching a text costs beside comparing machine values. */
const KERNEL_WORK = 64;
const BYTES_WORK = 4;

/** About how much work evaluating a whole expression for a row is: machine operations count 1. */
export function exprWork(expr: PhysicalExpr, functions: Omit<LowerContext, "input">): number {
  const input: LowerContext["input"] = () => ({ slot: 0, nullable: true });
  return irWork(withinStack(() => lower(expr, { ...functions, input })));
}

/** The same of what the expression becomes. */
export function irWork(root: IrExpr): number {
  const stack = [root];
  let work = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    work += node.op === "bytes-test" ? BYTES_WORK : node.op === "call" || node.op.startsWith("list-") ? KERNEL_WORK : 1;
    stack.push(...childrenOf(node));
  }
  return work;
}

function callsKernel(expr: PhysicalExpr, functions: Omit<LowerContext, "input">): boolean {
  const stack: IrExpr[] = [lower(expr, { ...functions, input: () => ({ slot: 0, nullable: true }) })];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.op === "call" || node.op === "bytes-test" || node.op.startsWith("list-")) return true;
    stack.push(...childrenOf(node));
  }
  return false;
}
