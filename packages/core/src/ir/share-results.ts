// Expressions of one function that contain each other: a part that equals an earlier expression is read from where
// that one's value is kept, unless chance decides it. Every expression of a function is evaluated for each row, in order,
// so the value is there.
import { isOfChance } from "../kernel/library.ts";
import type { IrExpr } from "./ir.ts";
import { printIr } from "./print.ts";
import { childrenOf, mapChildren } from "./tree.ts";

/** Larger expressions are left as they are: looking for parts takes the square of their size. */
const MOST_NODES = 200;

/** The name of the local that keeps the value of the expression at a position. */
export function resultName(position: number): string {
  return `result ${position}`;
}

/** The expressions with such parts replaced by locals of these names. */
export function shareResults(exprs: readonly IrExpr[]): readonly IrExpr[] {
  if (exprs.length < 2 || exprs.reduce((nodes, expr) => nodes + countNodes(expr), 0) > MOST_NODES) return exprs;
  const known = new Map<string, number>();
  return exprs.map((expr, position) => {
    const shared = known.size === 0 ? expr : withLocals(expr, known);
    if (isShared(expr) && !drawsNumbers(expr) && !known.has(printIr(expr))) known.set(printIr(expr), position);
    return shared;
  });
}

/** Whether it has another value each time. */
function drawsNumbers(expr: IrExpr): boolean {
  return (expr.op === "call" && isOfChance(expr.module, expr.name)) || childrenOf(expr).some(drawsNumbers);
}

/** What costs more than a local: columns are loaded from memory. */
function isShared(expr: IrExpr): boolean {
  return expr.op === "input" || childrenOf(expr).length > 0;
}

function withLocals(expr: IrExpr, known: ReadonlyMap<string, number>): IrExpr {
  if (!isShared(expr)) return expr;
  const position = known.get(printIr(expr));
  if (position === undefined) return mapChildren(expr, (child) => withLocals(child, known));
  return { op: "local", type: expr.type, nullable: expr.nullable, name: resultName(position) };
}

function countNodes(root: IrExpr): number {
  let nodes = 0;
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined && nodes <= MOST_NODES; expr = stack.pop()) {
    nodes++;
    stack.push(...childrenOf(expr));
  }
  return nodes;
}
