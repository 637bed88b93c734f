// The functions that the grammar writes without parentheses: CURRENT_TIMESTAMP, CURRENT_DATE and their like, from the
// moment when the statement began; a precision rounds it. Also those that name the session.
import type { Node } from "@pgsql/types";
import { SESSION_NAME } from "../function/scalar/session/session-name.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { type LogicalType, TEXT, TIMESTAMPTZ } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { sqlValueName } from "./target-name.ts";

const types: Readonly<Record<string, "date" | "time" | "timetz" | "timestamp" | "timestamptz">> = {
  current_date: "date",
  current_time: "timetz",
  current_timestamp: "timestamptz",
  localtime: "time",
  localtimestamp: "timestamp",
};

const MOST_DIGITS = 6;

/** Binds an SQLValueFunction. */
export function bindSqlValue(
  context: BindContext,
  { op, typmod = 0, location }: Extract<Node, { SQLValueFunction: unknown }>["SQLValueFunction"],
): LogicalExpr {
  const name = sqlValueName(op ?? "");
  const kind = types[name];
  if (kind === undefined)
    return { kind: "constant", value: name === "current_schema" ? "public" : SESSION_NAME, type: TEXT };
  const now: LogicalExpr = { kind: "call", overload: "now()", args: [], type: TIMESTAMPTZ };
  // With a precision the operation is another one: 0 is not written into the tree.
  const isWhole = op?.endsWith("_N") !== true || typmod >= MOST_DIGITS;
  const type: LogicalType = isWhole || kind === "date" ? { kind } : { kind, precision: typmod };
  const written: LogicalExpr = { kind: "cast", input: now, type, form: "explicit" };
  return context.typedLike(convert(context, now, type, "explicit", location), written);
}
