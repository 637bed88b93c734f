// PostgreSQL's catalog names of the types of result columns, as recorded cases have them.
import type { QueryResult } from "@ffq/client";

type Type = QueryResult["columns"][number]["type"];

/** An array's is its innermost element's: PostgreSQL's arrays of any number of dimensions are of one type. */
export function typname(type: Type): string {
  if (type.kind === "list") return `_${typname(innermost(type.element))}`;
  return type.kind === "struct" ? "record" : type.kind;
}

function innermost(type: Type): Type {
  return type.kind === "list" ? innermost(type.element) : type;
}
