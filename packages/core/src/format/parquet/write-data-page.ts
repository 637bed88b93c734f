// One data page: definition levels and values, encoded and compressed, as version 1 or 2 of the format has them.
import { FfqError } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";
import type { Dictionary, LoadedValues } from "./encode-column.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { deltaBound, encodeDelta, encodeDeltaLengths } from "./encode-delta.ts";
import { codeWidth, encodeHybrid, hybridBound } from "./encode-hybrid.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import { ENCODING_CODE, type PageEncoding } from "./write-metadata.ts";
import type { RowGroupSettings } from "./write-options.ts";
import { appendPage, type PageKind, type PageSink } from "./write-page.ts";

/** What the pages of a column share. */
export interface PageContext {
  readonly settings: RowGroupSettings;
  readonly compressor: PageCompressor;
  readonly sink: PageSink;
  readonly space: EncodeSpace;
  readonly encoding: PageEncoding;
}

export interface PageInput {
  readonly row: number;
  readonly end: number;
  /** The page's values among the column's values that are not NULL. */
  readonly value: number;
  readonly valueEnd: number;
  readonly nullable: boolean;
  readonly validity: Uint8Array | undefined;
  /** Of the whole column. */
  readonly loaded: LoadedValues;
  readonly dictionary: Dictionary | undefined;
}

const MAX_PAGE_BYTES = 0x7fffffff;
const NO_LEVELS = new Uint8Array(0);

/** Appends the page; answers its bytes before compression, with its header. */
export function encodePage(context: PageContext, page: PageInput): number {
  const { space, settings } = context;
  const mark = space.mark;
  const levels = page.nullable ? encodeLevels(page) : NO_LEVELS;
  const bytes = settings.pageVersion === 1 ? pageOfV1(context, page, levels) : pageOfV2(context, page, levels);
  space.reset(mark);
  return bytes;
}

/** Compresses levels, with their length before them, and values as one. */
function pageOfV1(context: PageContext, page: PageInput, levels: Uint8Array): number {
  const { space, compressor, sink, settings } = context;
  const prefix = page.nullable ? levels.length + 4 : 0;
  const address = allocatePage(context, page, prefix);
  if (page.nullable) {
    const start = space.u8(address, prefix);
    new DataView(start.buffer, start.byteOffset).setInt32(0, levels.length, true);
    start.set(levels, 4);
  }
  const size = prefix + encodeValues(context, page, address + prefix);
  const stored = compressor.compress(address, size);
  const kind: PageKind = { kind: "v1", rows: page.end - page.row, encoding: ENCODING_CODE[context.encoding] };
  return size + appendPage(sink, kind, [stored], size, settings.checksums);
}

function pageOfV2(context: PageContext, page: PageInput, levels: Uint8Array): number {
  const { space, compressor, sink, settings } = context;
  const rows = page.end - page.row;
  const address = allocatePage(context, page, 0);
  const size = encodeValues(context, page, address);
  const packed = settings.codec === "none" || size === 0 ? undefined : compressor.compress(address, size);
  const compressed = packed !== undefined && packed.length < size;
  const kind: PageKind = {
    kind: "v2",
    rows,
    nulls: rows - (page.valueEnd - page.value),
    encoding: ENCODING_CODE[context.encoding],
    levelBytes: levels.length,
    compressed,
  };
  const content = levels.length + size;
  const values = compressed ? packed : space.u8(address, size);
  return content + appendPage(sink, kind, [levels, values], content, settings.checksums);
}

function encodeLevels(page: PageInput): Uint8Array {
  const rows = page.end - page.row;
  if (page.valueEnd - page.value !== rows && page.validity !== undefined) {
    const out = new Uint8Array(hybridBound(rows, 1));
    return out.subarray(0, encodeHybrid(normalised(page.validity, page.row, page.end), 0, rows, 1, out, 0));
  }
  const out = new Uint8Array(16);
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

/** A buffer for `prefix` bytes and the page's values. */
function allocatePage({ space, encoding }: PageContext, page: PageInput, prefix: number): number {
  const size = sizeBound(page, encoding);
  if (prefix + size > MAX_PAGE_BYTES - 64) {
    throw new FfqError("DATA", `a page of ${size} bytes is more than Parquet allows`, {
      sqlstate: "54000",
      hint: "Write smaller row groups.",
    });
  }
  return space.allocate(prefix + size);
}

/** The most bytes that the page's values can take. */
function sizeBound({ value, valueEnd, loaded, dictionary }: PageInput, encoding: PageEncoding): number {
  const plain = plainSize(loaded.values, value, valueEnd);
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

/** Writes the values to an address of the encoding memory; answers how many bytes. */
function encodeValues({ space, encoding }: PageContext, page: PageInput, target: number): number {
  const { value, valueEnd, loaded } = page;
  const { values, place } = loaded;
  switch (encoding) {
    case "dictionary": {
      const dictionary = page.dictionary as Dictionary;
      const width = codeWidth(dictionary.entries.count);
      space.u8(target, 1)[0] = width;
      return 1 + dictionary.encodeCodes(value, valueEnd, width, target + 1);
    }
    case "plain":
      encodePlain(space, values, place, value, valueEnd, target);
      return plainSize(values, value, valueEnd);
    case "delta":
      return encodeDelta(values, value, valueEnd, space.u8(target, sizeBound(page, encoding)), 0);
    case "delta-length":
      return encodeDeltaLengths(values, value, valueEnd, space.u8(target, sizeBound(page, encoding)), 0);
    default:
      return unreachable(encoding);
  }
}
