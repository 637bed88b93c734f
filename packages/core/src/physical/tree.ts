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
