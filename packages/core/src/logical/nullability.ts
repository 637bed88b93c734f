// Which expressions can be NULL: what an output column says of itself, and what the optimizer may rely on. Errs on the
// safe side.
import type { ColumnId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { fold } from "../expr/tree.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalExpr, LogicalLeaf } from "./plan.ts";

/** False only when no row gives NULL. `columnNullable` answers for columns. */
export function canBeNull(
  root: LogicalExpr,
  functions: FunctionRegistry,
  columnNullable: (column: ColumnId) => boolean,
): boolean {
  return fold<LogicalLeaf, boolean>(root, (node, args) => {
    switch (node.kind) {
      case "column":
        return columnNullable(node.column);
      case "constant":
        return node.value === null;
      case "call":
        return !isStrictTotal(node.overload, functions) || args.some(Boolean);
      case "cast":
      case "and":
      case "or":
      case "not":
        return args.some(Boolean);
      case "is-null":
      case "exists-subquery":
        return false;
      case "coalesce":
        return args.every(Boolean);
      case "in-list":
        return node.hasNull || args.some(Boolean);
      case "case":
        return args.some((arg, at) => arg && (at % 2 === 1 || at === args.length - 1));
      case "scalar-subquery":
      case "any-subquery":
      case "all-subquery":
        return true;
      default:
        return unreachable(node);
    }
  });
}

/** Operators that give NULL for NULL arguments only. Other functions may give NULL of their own. */
const totalOperators: ReadonlySet<string> = new Set([
  "=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "+",
  "-",
  "*",
  "/",
  "%",
  "||",
  "~~",
  "!~~",
  "~~*",
  "!~~*",
]);

function isStrictTotal(overload: string, functions: FunctionRegistry): boolean {
  const name = overload.slice(0, overload.indexOf("("));
  return totalOperators.has(name) && functions.overload(overload).strict;
}
