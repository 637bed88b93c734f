// Names of encodings: UTF8 is the only one that FFQ has.
import { FfqError, unsupported } from "../../../common/error.ts";
import type { IrExpr } from "../../../ir/ir.ts";

const UTF8_NAMES: ReadonlySet<string> = new Set(["utf8", "unicode"]);
/** Those that PostgreSQL has besides, without what is no letter and no digit. */
const OTHERS =
  /^(abc|alt|big5|euc(cn|jis2004|jp|kr|tw)|gb18030|gbk|iso8859([1-9]|1[03456])|johab|koi8[ru]?|latin([1-9]|10)|mskanji|muleinternal|s(hift)?jis|shiftjis2004|sqlascii|tcvn(5712)?|uhc|vscii|win(dows)?(125[0-8]|866|874|932|936|949|950)|win)$/;

/** @throws FfqError 22023 for a name that is none, UNSUPPORTED for an encoding other than UTF8 */
export function checkEncoding(name: IrExpr, side: "source" | "destination"): void {
  const text = name.op === "bytes" ? new TextDecoder().decode(name.value) : undefined;
  const bare = text?.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (bare !== undefined && UTF8_NAMES.has(bare)) return;
  if (bare === undefined || OTHERS.test(bare)) throw unsupported(`encoding ${text ?? "of a column"}`);
  throw new FfqError("DATA", `invalid ${side} encoding name "${text}"`, { sqlstate: "22023" });
}
