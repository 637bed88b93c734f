// One data page: levels and values, encoded and compressed, as version 1 or 2 of the format has them.
import { FfqError } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";
import type { Dictionary, LoadedValues } from "./encode-column.ts";
import type { PageCompressor } from "./encode-compress.ts";
import { deltaBound, encodeDelta, encodeDeltaLengths } from "./encode-delta.ts";
import { codeWidth, hybridBound } from "./encode-hybrid.ts";
import type { PageLevels } from "./encode-levels.ts";
import { encodePlain, plainSize } from "./encode-plain.ts";
import type { PageCut } from "./page-cuts.ts";
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
  readonly cut: PageCut;
  readonly levels: PageLevels;
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
  const bytes = settings.pageVersion === 1 ? pageOfV1(context, page) : pageOfV2(context, page);
  space.reset(mark);
  return bytes;
}

/** Compresses levels, each with their length before them, and values as one. */
function pageOfV1(context: PageContext, page: PageInput): number {
  const { space, compressor, sink, settings } = context;
  const { entry, entryEnd } = page.cut;
  const levels = [page.levels.repetitions, page.levels.definitions].filter((each) => each !== undefined);
  const prefix = levels.reduce((sum, { length }) => sum + 4 + length, 0);
  const address = allocatePage(context, page, prefix);
  const start = space.u8(address, prefix);
  let at = 0;
  for (const each of levels) {
    new DataView(start.buffer, start.byteOffset).setInt32(at, each.length, true);
    start.set(each, at + 4);
    at += 4 + each.length;
  }
  const size = prefix + encodeValues(context, page, address + prefix);
  const stored = compressor.compress(address, size);
  const kind: PageKind = { kind: "v1", values: entryEnd - entry, encoding: ENCODING_CODE[context.encoding] };
  return size + appendPage(sink, kind, [stored], size, settings.checksums);
}

function pageOfV2(context: PageContext, page: PageInput): number {
  const { space, compressor, sink, settings } = context;
  const { row, end, entry, entryEnd, value, valueEnd } = page.cut;
  const { repetitions = NO_LEVELS, definitions = NO_LEVELS } = page.levels;
  const address = allocatePage(context, page, 0);
  const size = encodeValues(context, page, address);
  const packed = settings.codec === "none" || size === 0 ? undefined : compressor.compress(address, size);
  const compressed = packed !== undefined && packed.length < size;
  const kind: PageKind = {
    kind: "v2",
    values: entryEnd - entry,
    nulls: entryEnd - entry - (valueEnd - value),
    rows: end - row,
    encoding: ENCODING_CODE[context.encoding],
    definitionBytes: definitions.length,
    repetitionBytes: repetitions.length,
    compressed,
  };
  const content = repetitions.length + definitions.length + size;
  const values = compressed ? packed : space.u8(address, size);
  return content + appendPage(sink, kind, [repetitions, definitions, values], content, settings.checksums);
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
function sizeBound({ cut, loaded, dictionary }: PageInput, encoding: PageEncoding): number {
  const { value, valueEnd } = cut;
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
  const { value, valueEnd } = page.cut;
  const { values, place } = page.loaded;
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
