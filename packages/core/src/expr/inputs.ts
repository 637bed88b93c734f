// Which columns of their input expressions read. Apart from tree.ts, which knows no leaves.
import type { InputRef, PhysicalExpr } from "./expr.ts";
import { walk } from "./tree.ts";

/** The positions that the expressions read, ascending, each once. */
export function inputsOf(exprs: readonly PhysicalExpr[]): readonly number[] {
  const positions = new Set<number>();
  for (const expr of exprs) {
    walk<InputRef>(expr, (node) => {
      if (node.kind === "input") positions.add(node.index);
    });
  }
  return [...positions].sort((left, right) => left - right);
}
