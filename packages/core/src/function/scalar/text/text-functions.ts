// Texts and bytes: PostgreSQL manual, sections 9.4 and 9.5. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { ascii } from "./ascii.ts";
import { bitCount } from "./bit-count.ts";
import { bitLength } from "./bit-length.ts";
import { btrim } from "./btrim.ts";
import { casefold } from "./casefold.ts";
import { chr } from "./chr.ts";
import { concat } from "./concat.ts";
import { concatWs } from "./concat-ws.ts";
import { convert } from "./convert.ts";
import { convertFrom } from "./convert-from.ts";
import { convertTo } from "./convert-to.ts";
import { crc32 } from "./crc32.ts";
import { crc32c } from "./crc32c.ts";
import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { format } from "./format.ts";
import { getBit } from "./get-bit.ts";
import { getByte } from "./get-byte.ts";
import { initcap } from "./initcap.ts";
import { isNormalized } from "./is-normalized.ts";
import { left } from "./left.ts";
import { length } from "./length.ts";
import { lower } from "./lower.ts";
import { lpad } from "./lpad.ts";
import { ltrim } from "./ltrim.ts";
import { md5 } from "./md5.ts";
import { normalize } from "./normalize.ts";
import { octetLength } from "./octet-length.ts";
import { overlay } from "./overlay.ts";
import { parseIdent } from "./parse-ident.ts";
import { pgSizeBytes } from "./pg-size-bytes.ts";
import { pgSizePretty } from "./pg-size-pretty.ts";
import { position } from "./position.ts";
import { quoteIdent } from "./quote-ident.ts";
import { quoteLiteral } from "./quote-literal.ts";
import { quoteNullable } from "./quote-nullable.ts";
import { repeat } from "./repeat.ts";
import { replace } from "./replace.ts";
import { reverse } from "./reverse.ts";
import { right } from "./right.ts";
import { rpad } from "./rpad.ts";
import { rtrim } from "./rtrim.ts";
import { setBit } from "./set-bit.ts";
import { setByte } from "./set-byte.ts";
import { sha224 } from "./sha224.ts";
import { sha256 } from "./sha256.ts";
import { sha384 } from "./sha384.ts";
import { sha512 } from "./sha512.ts";
import { splitPart } from "./split-part.ts";
import { startsWith } from "./starts-with.ts";
import { substring } from "./substring.ts";
import { toBin } from "./to-bin.ts";
import { toHex } from "./to-hex.ts";
import { toOct } from "./to-oct.ts";
import { translate } from "./translate.ts";
import { unicodeAssigned } from "./unicode-assigned.ts";
import { unistr } from "./unistr.ts";
import { upper } from "./upper.ts";

export const textFunctions: readonly FunctionFamily[] = [
  ascii,
  bitCount,
  bitLength,
  btrim,
  casefold,
  chr,
  concat,
  concatWs,
  convert,
  convertFrom,
  convertTo,
  crc32,
  crc32c,
  decode,
  encode,
  format,
  getBit,
  getByte,
  initcap,
  isNormalized,
  left,
  length,
  lower,
  lpad,
  ltrim,
  md5,
  normalize,
  octetLength,
  overlay,
  parseIdent,
  pgSizeBytes,
  pgSizePretty,
  position,
  quoteIdent,
  quoteLiteral,
  quoteNullable,
  repeat,
  replace,
  reverse,
  right,
  rpad,
  rtrim,
  setBit,
  setByte,
  sha224,
  sha256,
  sha384,
  sha512,
  splitPart,
  startsWith,
  substring,
  toBin,
  toHex,
  toOct,
  translate,
  unicodeAssigned,
  unistr,
  upper,
];
