// By which columns the rows of a common table expression are spread: those that a reader of it groups or joins by, so
// that at least that reader needs no further exchange.
import type { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";

/** Positions in the spool's fields; undefined when no reader asks for rows by plain columns. */
export function spoolKeys(body: PhysicalPlan, state: StateId): readonly number[] | undefined {
  const open = [body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const [input, keys] of keyedInputs(node)) {
      const columns = keys.map((key) => (key.kind === "input" ? sourceOf(input, key.index, state) : undefined));
      if (columns.length > 0 && columns.every((column) => column !== undefined)) return [...new Set(columns)];
    }
    open.push(...childrenOf(node));
  }
  return undefined;
}

/** The inputs of a node whose rows it wants together by keys. */
function keyedInputs(node: PhysicalPlan): readonly (readonly [PhysicalPlan, readonly PhysicalExpr[]])[] {
  switch (node.kind) {
    case "hash-aggregate":
      return node.groupingSets === undefined ? [[node.input, node.keys]] : [];
    case "window":
      return [[node.input, node.partitionBy]];
    case "hash-join":
      return [
        [node.build, node.keys.map(({ build }) => build)],
        [node.probe, node.keys.map(({ probe }) => probe)],
      ];
    default:
      return [];
  }
}

/** The spool's column that shows as column `index` of a plan over a scan of it. */
function sourceOf(plan: PhysicalPlan, index: number, state: StateId): number | undefined {
  let [node, column] = [plan, index];
  for (;;) {
    if (node.kind === "cte-scan") return node.state === state ? node.columns[column] : undefined;
    if (node.kind === "project") {
      const expr = node.exprs[column];
      if (expr?.kind !== "input") return undefined;
      [node, column] = [node.input, expr.index];
    } else if (node.kind === "filter") {
      node = node.input;
    } else {
      return undefined;
    }
  }
}
