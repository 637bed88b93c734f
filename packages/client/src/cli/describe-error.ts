// An error as a terminal shows it: message, place in the SQL, hint.
import type { WriteStream } from "node:tty";
import { FfqError, underline } from "@ffq/core";

/** `sql` is the text that the error's span points into. */
export function describeError(
  thrown: unknown,
  sql: string | undefined,
  stream: WriteStream | NodeJS.WriteStream,
): string {
  const error = FfqError.from(thrown);
  const text = sql ?? "";
  const placed = sql === undefined ? new FfqError(error.code, error.message, { ...hintOf(error) }) : error;
  const color = stream.isTTY === true && stream.hasColors?.() === true;
  return underline(placed, text, { color, width: stream.isTTY === true ? stream.columns : 120 });
}

function hintOf(error: FfqError): { readonly sqlstate?: string; readonly hint?: string } {
  return {
    ...(error.sqlstate === undefined ? {} : { sqlstate: error.sqlstate }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}
