// Which expressions can be NULL, as far as binding knows: what an output column says of itself. Errs on the safe side.
import { fold } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";

/** Operators that give NULL for NULL arguments only. */
const total: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "||"]);

/** False only when no row gives NULL. `columnNullable` answers for columns. */
export function canBeNull(root: LogicalExpr, columnNullable: (column: number) => boolean): boolean {
  return fold<LogicalLeaf, boolean>(root, (node, args) => {
    switch (node.kind) {
      case "column":
        return columnNullable(node.column);
      case "constant":
        return node.value === null;
      case "call":
        return !total.has(node.overload.slice(0, node.overload.indexOf("("))) || args.some(Boolean);
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
    }
  });
}
