// COLLATE of an expression or a column. Texts are compared by their bytes: that is collation C, and the default.
import type { CollateClause } from "@pgsql/types";
import { bareType, type LogicalType, printType } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";

const known: ReadonlySet<string> = new Set(["C", "POSIX", "default", "ucs_basic"]);

/** @throws FfqError 42804 for values that have none (PostgreSQL 18, section 4.2.10), 0A000 for another one */
export function checkCollation(
  context: BindContext,
  { collname, location }: Pick<CollateClause, "collname" | "location">,
  type: LogicalType,
): void {
  if (!isCollatable(type)) {
    const message = `collations are not supported by type ${printType(bareType(type))}`;
    throw context.error("TYPE_MISMATCH", "42804", message, location);
  }
  const name = names(collname).at(-1) ?? "";
  if (!known.has(name)) throw context.unsupported(`collation "${name}"`, location);
}

function isCollatable(type: LogicalType): boolean {
  switch (type.kind) {
    case "text":
    case "varchar":
    case "bpchar":
    case "unknown":
      return true;
    case "list":
      return isCollatable(type.element);
    default:
      return false;
  }
}
