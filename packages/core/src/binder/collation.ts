// COLLATE of an expression or a column. Texts are compared by their bytes: that is collation C, and the default.
import type { CollateClause } from "@pgsql/types";
import { bareType, type LogicalType, printType } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { isSchema, names } from "./parse-node.ts";

/** Those that compare by bytes or code points, which in UTF-8 is the same. */
const known: ReadonlySet<string> = new Set(["C", "POSIX", "default", "ucs_basic", "C.utf8", "pg_c_utf8"]);
/** Those that PostgreSQL has besides: of other rules, and of ICU by the names of languages. */
const missing = /^(unicode|pg_unicode_fast|[a-z]{2,3}(-[A-Za-z0-9]+)*-x-icu)$/;

type Collation = Pick<CollateClause, "collname" | "location">;

/** COLLATE of an expression. @throws FfqError 42804 for values that have no collation (PostgreSQL 18, section 4.2.10) */
export function checkCollation(context: BindContext, clause: Collation, type: LogicalType): void {
  refuseUncollatable(context, clause, type);
  findCollation(context, clause);
}

/** COLLATE of a column that is defined: errors in their other order. */
export function checkCollationOfColumn(context: BindContext, clause: Collation, type: LogicalType): void {
  findCollation(context, clause);
  refuseUncollatable(context, clause, type);
}

function refuseUncollatable(context: BindContext, { location }: Collation, type: LogicalType): void {
  if (isCollatable(type)) return;
  const message = `collations are not supported by type ${printType(bareType(type))}`;
  throw context.error("TYPE_MISMATCH", "42804", message, location);
}

/** @throws FfqError 42704 for one that there is not, 0A000 for one that FFQ does not have */
function findCollation(context: BindContext, { collname, location }: Collation): void {
  const parts = names(collname);
  const written = parts.join(".");
  const [schema, ...more] = parts.slice(0, -1);
  if (more.length > 1) {
    const message = `improper qualified name (too many dotted names): ${written}`;
    throw context.error("SYNTAX", "42601", message, location);
  }
  if (more.length > 0) {
    const message = `cross-database references are not implemented: ${written}`;
    throw context.error("UNSUPPORTED", "0A000", message, location);
  }
  if (schema !== undefined && !isSchema(schema)) {
    throw context.error("NOT_FOUND", "3F000", `schema "${schema}" does not exist`, location);
  }
  const name = parts.at(-1) ?? "";
  if (schema !== "public" && known.has(name)) return;
  if (schema !== "public" && missing.test(name)) throw context.unsupported(`collation "${name}"`, location);
  const message = `collation "${written}" for encoding "UTF8" does not exist`;
  throw context.error("NOT_FOUND", "42704", message, location);
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
