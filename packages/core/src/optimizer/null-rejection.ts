// Which conditions cannot be true when given columns are NULL: what decides whether an outer join is one. Errs on the
// safe side.
import type { ColumnId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { fold } from "../expr/tree.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";

/** null: is NULL. not-true: is NULL or false. true: is true. open: nothing is known. */
type Outcome = "null" | "not-true" | "true" | "open";

/** True when the condition is not true for a row in which all of these columns are NULL. */
export function rejectsNulls(
  root: LogicalExpr,
  functions: FunctionRegistry,
  nulls: (column: ColumnId) => boolean,
): boolean {
  const outcome = fold<LogicalLeaf, Outcome>(root, (node, args) => outcomeOf(node, args, functions, nulls));
  return outcome === "null" || outcome === "not-true";
}

function outcomeOf(
  node: LogicalExpr,
  args: readonly Outcome[],
  functions: FunctionRegistry,
  nulls: (column: ColumnId) => boolean,
): Outcome {
  const failing = (outcome: Outcome): boolean => outcome === "null" || outcome === "not-true";
  switch (node.kind) {
    case "column":
      return nulls(node.column) ? "null" : "open";
    case "constant":
      return node.value === null ? "null" : node.value === false ? "not-true" : node.value === true ? "true" : "open";
    case "call":
      return args.includes("null") && functions.overload(node.overload).strict ? "null" : "open";
    case "cast":
    case "in-list":
      return args[0] === "null" ? "null" : "open";
    case "not":
      return args[0] === "null" ? "null" : args[0] === "true" ? "not-true" : "open";
    case "is-null":
      return args[0] === "null" ? "true" : "open";
    case "and":
      return args.every((arg) => arg === "null") ? "null" : args.some(failing) ? "not-true" : "open";
    case "or":
      return args.every((arg) => arg === "null") ? "null" : args.every(failing) ? "not-true" : "open";
    case "coalesce":
      return args.every((arg) => arg === "null") ? "null" : args.every(failing) ? "not-true" : "open";
    case "case": {
      const results = args.filter((_, at) => at % 2 === 1 || at === args.length - 1);
      return results.every((arg) => arg === "null") ? "null" : results.every(failing) ? "not-true" : "open";
    }
    case "scalar-subquery":
    case "exists-subquery":
    case "any-subquery":
    case "all-subquery":
      return "open";
    default:
      return unreachable(node);
  }
}
