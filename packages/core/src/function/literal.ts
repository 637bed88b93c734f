// Untyped literals whose type a context has decided: the text goes through the type's input function at once, so
// that a wrong one is an error of the statement and not of its rows.
import type { CastForm } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import { type LogicalType, UNKNOWN } from "../type/logical-type.ts";
import { constantFolder } from "./fold.ts";

/**
 * The value of a literal's text as a type. @param form decides what becomes of a text longer than varchar(n)
 * @throws FfqError DATA with PostgreSQL's message where the text is no value of the type
 */
export function parseLiteral(text: string, type: LogicalType, form: CastForm = "explicit"): Datum {
  if (type.kind === "text" || type.kind === "unknown") return text;
  const input = { kind: "constant", value: text, type: UNKNOWN } as const;
  return constantFolder().evaluate({ kind: "cast", input, type, form });
}
