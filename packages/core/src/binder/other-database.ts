// Names with a database in front of them: there is one database, and nothing reaches into another.
import type { FfqError } from "../common/error.ts";
import { SESSION_NAME } from "../function/scalar/session/session-name.ts";
import type { BindContext } from "./context.ts";

/** Whether names may have it in front of a schema. */
export function isThisDatabase(name: string): boolean {
  return name === SESSION_NAME;
}

/** `name` as PostgreSQL shows it: a relation's in quotes, any other without them. */
export function otherDatabase(context: BindContext, name: string, location?: number): FfqError {
  return context.error("UNSUPPORTED", "0A000", `cross-database references are not implemented: ${name}`, location);
}

/** A name of more parts than a database, a schema and its own. */
export function tooManyParts(context: BindContext, name: string, location?: number): FfqError {
  return context.error("SYNTAX", "42601", `improper qualified name (too many dotted names): ${name}`, location);
}

/** A qualified name's parts without the database. @throws FfqError 0A000, 42601 */
export function withoutDatabase(context: BindContext, parts: readonly string[], location?: number): readonly string[] {
  if (parts.length < 3) return parts;
  const [database = "", ...rest] = parts;
  if (parts.length > 3) throw tooManyParts(context, parts.join("."), location);
  if (!isThisDatabase(database)) throw otherDatabase(context, parts.join("."), location);
  return rest;
}

/** @throws FfqError 0A000 for a relation of another database */
export function refuseOtherDatabase(
  context: BindContext,
  {
    catalogname,
    schemaname,
    relname,
  }: Readonly<Partial<Record<"catalogname" | "schemaname" | "relname", string | undefined>>>,
  location?: number,
): void {
  if (catalogname === undefined || isThisDatabase(catalogname)) return;
  throw otherDatabase(context, `"${catalogname}.${schemaname}.${relname}"`, location);
}
