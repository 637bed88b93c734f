// All operators of a plan as a list, each before what it reads.
import { childrenOf, type PhysicalPlan } from "@ffq/core/physical";

export function nodesOf(root: PhysicalPlan): readonly PhysicalPlan[] {
  const nodes: PhysicalPlan[] = [];
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    nodes.push(node);
    left.push(...childrenOf(node));
  }
  return nodes;
}
