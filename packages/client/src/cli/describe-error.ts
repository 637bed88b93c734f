// An error as a terminal shows it: message, place in the SQL, hint; and what to install when something is missing.
import type { WriteStream } from "node:tty";
import { FfqError, underline } from "@ffq/core";
import { remedyOf } from "./missing-extension.ts";

/** `sql` is the text that the error's span points into. */
export function describeError(
  thrown: unknown,
  sql: string | undefined,
  stream: WriteStream | NodeJS.WriteStream,
): string {
  const error = FfqError.from(thrown);
  const shown = error.hint === undefined ? withRemedy(error) : error;
  const text = sql ?? "";
  const placed = sql === undefined ? new FfqError(shown.code, shown.message, { ...hintOf(shown) }) : shown;
  const color = stream.isTTY === true && stream.hasColors?.() === true;
  return underline(placed, text, { color, width: stream.isTTY === true ? stream.columns : 120 });
}

function hintOf(error: FfqError): { readonly sqlstate?: string; readonly hint?: string } {
  return {
    ...(error.sqlstate === undefined ? {} : { sqlstate: error.sqlstate }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

function withRemedy(error: FfqError): FfqError {
  const remedy = remedyOf(error);
  return remedy === undefined ? error : error.with({ hint: remedy });
}
