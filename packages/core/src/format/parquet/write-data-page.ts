// One data page: definition levels and values, encoded and compressed, as version 1 or 2 of the format has them.
import { FfqError } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { deltaBound, encodeDelta, encodeDeltaLengths } from "./encode-delta.ts";
import type { Dictionary } from "./encode-dictionary.ts";
import { codeWidth, encodeHybrid, hybridBound } from "./encode-hybrid.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import type { DenseValues } from "./encode-values.ts";
import { ENCODING_CODE, type PageEncoding } from "./write-metadata.ts";
import type { RowGroupSettings } from "./write-options.ts";
import { appendPage, type PageKind, type PageSink } from "./write-page.ts";

export interface PageInput {
  readonly row: number;
  readonly end: number;
  /** The page's values among the column's values that are not NULL. */
  readonly value: number;
  readonly valueEnd: number;
  readonly nullable: boolean;
  readonly validity: Uint8Array | undefined;
  /** Of the whole column. */
  readonly values: DenseValues;
  readonly dictionary: Dictionary | undefined;
}

/** Two buffers that all pages of a row group are built in. */
export class PageScratch {
  #page = new Uint8Array(0);
  #levels = new Uint8Array(0);

  page(bytes: number): Uint8Array {
    if (this.#page.length < bytes) this.#page = new Uint8Array(bytes + (bytes >>> 2));
    return this.#page;
  }

  levels(bytes: number): Uint8Array {
    if (this.#levels.length < bytes) this.#levels = new Uint8Array(bytes);
    return this.#levels;
  }
}

const MAX_PAGE_BYTES = 0x7fffffff;

/** Appends the page; answers its bytes before compression, with its header. */
export function encodePage(
  page: PageInput,
  encoding: PageEncoding,
  settings: RowGroupSettings,
  compressor: PageCompressor,
  sink: PageSink,
  scratch: PageScratch,
): number {
  const rows = page.end - page.row;
  const levels = page.nullable ? encodeLevels(page, scratch) : scratch.levels(0).subarray(0, 0);
  const code = ENCODING_CODE[encoding];
  if (settings.pageVersion === 1) {
    // Version 1 compresses levels, with their length before them, and values as one.
    const prefix = page.nullable ? levels.length + 4 : 0;
    const buffer = valuesBuffer(page, encoding, prefix, scratch);
    if (page.nullable) {
      new DataView(buffer.buffer, buffer.byteOffset).setInt32(0, levels.length, true);
      buffer.set(levels, 4);
    }
    const size = encodeValues(page, encoding, buffer, prefix);
    const stored = compressor.compress(buffer.subarray(0, size));
    return size + appendPage(sink, { kind: "v1", rows, encoding: code }, [stored], size, settings.checksums);
  }
  const buffer = valuesBuffer(page, encoding, 0, scratch);
  const size = encodeValues(page, encoding, buffer, 0);
  const plain = buffer.subarray(0, size);
  const packed = settings.codec === "none" || size === 0 ? plain : compressor.compress(plain);
  const compressed = settings.codec !== "none" && packed.length < size;
  const nulls = rows - (page.valueEnd - page.value);
  const kind: PageKind = { kind: "v2", rows, nulls, encoding: code, levelBytes: levels.length, compressed };
  const content = levels.length + size;
  return content + appendPage(sink, kind, [levels, compressed ? packed : plain], content, settings.checksums);
}

function encodeLevels(page: PageInput, scratch: PageScratch): Uint8Array {
  const rows = page.end - page.row;
  const out = scratch.levels(hybridBound(rows, 1));
  if (page.valueEnd - page.value !== rows && page.validity !== undefined) {
    return out.subarray(0, encodeHybrid(normalised(page.validity, page.row, page.end), 0, rows, 1, out, 0));
  }
  return out.subarray(0, encodeOnes(rows, out));
}

/** `rows` levels of 1: one run. */
function encodeOnes(rows: number, out: Uint8Array): number {
  if (rows === 0) return 0;
  let at = 0;
  let rest = rows * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128;
  out[at++] = rest;
  out[at++] = 1;
  return at;
}

/** Validity as 0 and 1: producers may say "not NULL" with any byte. */
function normalised(validity: Uint8Array, from: number, to: number): Uint8Array {
  const levels = validity.slice(from, to);
  for (let i = 0; i < levels.length; i++) levels[i] = levels[i] === 0 ? 0 : 1;
  return levels;
}

function valuesBuffer(page: PageInput, encoding: PageEncoding, prefix: number, scratch: PageScratch): Uint8Array {
  const size = sizeBound(page, encoding);
  if (prefix + size > MAX_PAGE_BYTES - 64) {
    throw new FfqError("DATA", `a page of ${size} bytes is more than Parquet allows`, {
      sqlstate: "54000",
      hint: "Write smaller row groups.",
    });
  }
  return scratch.page(prefix + size + 16);
}

/** The most bytes that the page's values can take. */
function sizeBound({ value, valueEnd, values, dictionary }: PageInput, encoding: PageEncoding): number {
  const plain = plainSize(values, value, valueEnd);
  switch (encoding) {
    case "dictionary":
      return hybridBound(valueEnd - value, codeWidth((dictionary as Dictionary).entries.count));
    case "plain":
      return plain;
    case "delta":
    case "delta-length":
      return plain + deltaBound(valueEnd - value);
    default:
      return unreachable(encoding);
  }
}

/** Writes the values at `at`; answers the position behind them. */
function encodeValues(page: PageInput, encoding: PageEncoding, buffer: Uint8Array, at: number): number {
  const { value, valueEnd, values } = page;
  switch (encoding) {
    case "dictionary": {
      const { codes, entries } = page.dictionary as Dictionary;
      const width = codeWidth(entries.count);
      buffer[at] = width;
      return encodeHybrid(codes, value, valueEnd, width, buffer, at + 1);
    }
    case "plain":
      return encodePlain(values, value, valueEnd, buffer, at);
    case "delta":
      return encodeDelta(values, value, valueEnd, buffer, at);
    case "delta-length":
      return encodeDeltaLengths(values, value, valueEnd, buffer, at);
    default:
      return unreachable(encoding);
  }
}
