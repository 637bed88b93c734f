// The one walk over physical plans.
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalPlan } from "./plan.ts";

/** Direct inputs, in the order in which a reader of EXPLAIN expects them. */
export function childrenOf(node: PhysicalPlan): readonly PhysicalPlan[] {
  switch (node.kind) {
    case "scan":
    case "values":
    case "cte-scan":
    case "exchange-read":
      return [];
    case "table-function":
      return node.input === undefined ? [] : [node.input];
    case "filter":
    case "project":
    case "hash-aggregate":
    case "sort":
    case "window":
    case "limit":
    case "repeat":
    case "distinct-on":
    case "exchange":
      return [node.input];
    case "hash-join":
    case "nested-loop-join":
      return [node.probe, node.build];
    case "union-all":
    case "extension":
      return node.inputs;
    case "cte":
      return [node.definition, node.body];
    case "recursive-cte":
      return [node.base, node.step];
    default:
      return unreachable(node);
  }
}

/** The same node over mapped inputs; the same object when no input changed. */
export function mapChildren(node: PhysicalPlan, map: (child: PhysicalPlan) => PhysicalPlan): PhysicalPlan {
  const before = childrenOf(node);
  const after = before.map(map);
  if (after.every((child, position) => child === before[position])) return node;
  const [first, second] = after as [PhysicalPlan, PhysicalPlan];
  switch (node.kind) {
    case "scan":
    case "values":
    case "cte-scan":
    case "exchange-read":
      return node;
    case "table-function":
    case "filter":
    case "project":
    case "hash-aggregate":
    case "sort":
    case "window":
    case "limit":
    case "repeat":
    case "distinct-on":
    case "exchange":
      return { ...node, input: first };
    case "hash-join":
    case "nested-loop-join":
      return { ...node, probe: first, build: second };
    case "union-all":
    case "extension":
      return { ...node, inputs: after };
    case "cte":
      return { ...node, definition: first, body: second };
    case "recursive-cte":
      return { ...node, base: first, step: second };
    default:
      return unreachable(node);
  }
}

/** All operators, each before what it reads. */
export function nodesOf(root: PhysicalPlan): readonly PhysicalPlan[] {
  const nodes: PhysicalPlan[] = [];
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    nodes.push(node);
    left.push(...childrenOf(node));
  }
  return nodes;
}
