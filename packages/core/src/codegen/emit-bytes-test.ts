// Texts against constant bytes to instructions: the length, then whole words.
import type { IrExpr } from "../ir/ir.ts";
import type { EmitSite } from "./emit-site.ts";
import { I32, type Local } from "./wasm-encoder.ts";

/** Compares whole words; bytes past a short text are read (every buffer is padded) and masked. */
export function emitBytesTest(site: EmitSite, expr: Extract<IrExpr, { op: "bytes-test" }>, ref: Local): void {
  const { body } = site;
  const { value, test } = expr;
  body.get(ref).i64(32n).op("i64.shr_u", "i32.wrap_i64").i32(value.length);
  body.op(test === "equal" ? "i32.eq" : "i32.ge_u").if([I32]);
  const address = body.local("address", I32);
  body.get(ref).op("i32.wrap_i64").set(address);
  const words = wordsOf(value);
  body.i64(0n);
  for (const { offset, word, mask } of words) {
    body.get(address).at("i64.load", offset).i64(word).op("i64.xor");
    if (mask !== undefined) body.i64(mask).op("i64.and");
    body.op("i64.or");
  }
  body.op("i64.eqz", "else").i32(0).op("end");
}

interface Word {
  readonly offset: number;
  readonly word: bigint;
  readonly mask: bigint | undefined;
}

/** The 8-byte words that cover a constant; the last one overlaps its neighbour rather than reach past the end. */
function wordsOf(value: Uint8Array): readonly Word[] {
  const wordAt = (offset: number): bigint => {
    let word = 0n;
    for (let byte = 7; byte >= 0; byte--) word = (word << 8n) | BigInt(value[offset + byte] ?? 0);
    return BigInt.asIntN(64, word);
  };
  if (value.length === 0) return [];
  if (value.length < 8) {
    const mask = (1n << BigInt(value.length * 8)) - 1n;
    return [{ offset: 0, word: wordAt(0), mask: BigInt.asIntN(64, mask) }];
  }
  const words: Word[] = [];
  for (let offset = 0; offset + 8 <= value.length; offset += 8)
    words.push({ offset, word: wordAt(offset), mask: undefined });
  if (value.length % 8 !== 0) words.push({ offset: value.length - 8, word: wordAt(value.length - 8), mask: undefined });
  return words;
}
