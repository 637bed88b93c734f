// Names of encodings: UTF8 is the only one.
import { unsupported } from "../../../common/error.ts";
import type { IrExpr } from "../../../ir/ir.ts";

const UTF8_NAMES: ReadonlySet<string> = new Set(["utf8", "utf-8", "unicode"]);

/** @throws FfqError UNSUPPORTED for an encoding other than UTF8 */
export function checkEncoding(name: IrExpr): void {
  const text = name.op === "bytes" ? new TextDecoder().decode(name.value) : undefined;
  if (text === undefined || !UTF8_NAMES.has(text.toLowerCase())) throw unsupported(`encoding ${text ?? "of a column"}`);
}
