// Bottom-up rewriting of plans, without recursion: the counterpart of expr/tree.ts for plan nodes. Plans inside
// expressions are left alone.
import type { LogicalPlan } from "../logical/plan.ts";
import { childrenOf, mapChildren } from "../logical/tree.ts";

/** Rebuilds bottom-up: `rewrite` sees each node over its rewritten inputs. Nodes without change are kept. */
export function rewritePlan(root: LogicalPlan, rewrite: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  interface Frame {
    readonly node: LogicalPlan;
    readonly inputs: readonly LogicalPlan[];
    readonly done: LogicalPlan[];
  }
  const frames: Frame[] = [{ node: root, inputs: childrenOf(root), done: [] }];
  for (;;) {
    const frame = frames[frames.length - 1] as Frame;
    const next = frame.inputs[frame.done.length];
    if (next !== undefined) {
      frames.push({ node: next, inputs: childrenOf(next), done: [] });
      continue;
    }
    const result = rewrite(withInputs(frame.node, frame.done));
    frames.pop();
    const parent = frames[frames.length - 1];
    if (parent === undefined) return result;
    parent.done.push(result);
  }
}

/**
 * The same node over other inputs, in the order of childrenOf, and itself over its own: what is known of a plan by its
 * identity (its columns, its estimates) is then known of it after a rule that had nothing to do there.
 */
export function withInputs(node: LogicalPlan, inputs: readonly LogicalPlan[]): LogicalPlan {
  let next = 0;
  return mapChildren(node, () => inputs[next++] as LogicalPlan);
}

/** Every node once, parents before inputs. */
export function nodesOf(root: LogicalPlan): readonly LogicalPlan[] {
  const nodes: LogicalPlan[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes.push(node);
    const inputs = childrenOf(node);
    for (let at = inputs.length - 1; at >= 0; at--) waiting.push(inputs[at] as LogicalPlan);
  }
  return nodes;
}
