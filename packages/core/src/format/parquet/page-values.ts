// Opening the values of a data page: whatever their encoding, they become dictionary indexes, bits, PLAIN bytes or
// refs of byte arrays, and a cursor is set to the first. The delta encodings and BYTE_STREAM_SPLIT are turned into
// PLAIN or refs here, a page at a time, so that everything behind knows four forms only.
import type { Pointer } from "../../arena/arena.ts";
import { unsupported } from "../../common/error.ts";
import { NUMERIC_SCRATCH } from "../../kernel/parquet.ts";
import type { ChunkContext } from "./chunk-context.ts";
import { ENCODING, type Page } from "./page-header.ts";

/** What the cursor runs over. */
export type ValueForm = "indexes" | "bits" | "plain" | "refs";

export interface PageValues {
  readonly form: ValueForm;
  /** 1 when PLAIN byte arrays need no UTF-8 check: they are ASCII, or no text. */
  readonly unchecked: number;
}

export function isDictionary(page: Page): boolean {
  return page.encoding === ENCODING.rleDictionary || page.encoding === ENCODING.plainDictionary;
}

/** @throws FfqError BAD_FILE or UNSUPPORTED for an encoding that the leaf's values cannot have */
export function checkEncoding(context: ChunkContext, page: Page): void {
  const { leaf } = context;
  const { physical } = leaf;
  const isBytes = physical === "BYTE_ARRAY" || physical === "FIXED_LEN_BYTE_ARRAY";
  const isInteger = physical === "INT32" || physical === "INT64";
  switch (page.encoding) {
    case ENCODING.plain:
    case ENCODING.plainDictionary:
    case ENCODING.rleDictionary:
      return;
    case ENCODING.rle:
      if (physical === "BOOLEAN") return;
      break;
    case ENCODING.deltaPacked:
      if (isInteger) return;
      break;
    case ENCODING.deltaLengths:
      if (physical === "BYTE_ARRAY") return;
      break;
    case ENCODING.deltaBytes:
      if (isBytes) return;
      break;
    case ENCODING.streamSplit:
      if (isInteger || physical === "FLOAT" || physical === "DOUBLE" || physical === "FIXED_LEN_BYTE_ARRAY") return;
      break;
    case ENCODING.bitPacked:
      break;
    default:
      throw context.bad(`unknown encoding ${page.encoding}`);
  }
  throw unsupported(`Parquet encoding ${ENCODING_NAMES[page.encoding]} of ${physical} column "${leaf.name}"`, {
    context: { ...context.place },
  });
}

const ENCODING_NAMES: Readonly<Record<number, string>> = {
  3: "RLE",
  4: "BIT_PACKED",
  5: "DELTA_BINARY_PACKED",
  6: "DELTA_LENGTH_BYTE_ARRAY",
  7: "DELTA_BYTE_ARRAY",
  9: "BYTE_STREAM_SPLIT",
};

/**
 * Sets `cursor` to the values in [from, end). Allocations go to `owned` at once, so that the caller can free them
 * whatever happens.
 */
export function openValues(
  context: ChunkContext,
  page: Page,
  cursor: Pointer,
  from: Pointer,
  end: Pointer,
  owned: Pointer[],
): PageValues {
  const values = openEncoded(context, page, cursor, from, end, owned);
  const { conversion } = context.leaf;
  const isWide = conversion === "numericFixed" || conversion === "numericBytes";
  if (!isWide || values.form === "indexes" || from === end) return values;
  valuesToNumerics(context, values.form, cursor, owned);
  return { form: "refs", unchecked: 1 };
}

/** As it is encoded. */
function openEncoded(
  context: ChunkContext,
  page: Page,
  cursor: Pointer,
  from: Pointer,
  end: Pointer,
  owned: Pointer[],
): PageValues {
  const { parquet } = context.kernels;
  if (isDictionary(page)) {
    // A page of NULLs only may have no values at all, not even their width.
    const bits = from < end ? (context.region.arena.view().u8[from] as number) : 0;
    if (bits > 32) throw context.bad(`dictionary indexes of ${bits} bits`);
    parquet.openHybrid(cursor, Math.min(from + 1, end), end, bits);
    return { form: "indexes", unchecked: 1 };
  }
  if (page.encoding !== ENCODING.rle) parquet.openPlain(cursor, from, end);
  switch (page.encoding) {
    case ENCODING.rle:
      openBits(context, cursor, from, end);
      return { form: "bits", unchecked: 1 };
    case ENCODING.deltaPacked:
      if (from < end) deltaToPlain(context, page, cursor, owned);
      return { form: "plain", unchecked: 1 };
    case ENCODING.deltaLengths:
      if (from < end) lengthsToRefs(context, page, cursor, owned);
      return { form: "refs", unchecked: 1 };
    case ENCODING.deltaBytes:
      if (from < end) prefixesToValues(context, page, cursor, owned);
      return { form: context.leaf.physical === "BYTE_ARRAY" ? "refs" : "plain", unchecked: 1 };
    case ENCODING.streamSplit:
      if (from < end) streamsToPlain(context, cursor, from, end, owned);
      return { form: "plain", unchecked: 1 };
    default:
      return { form: "plain", unchecked: textCheck(context, from, end) === 1 ? 0 : 1 };
  }
}

/** 0: no text; 1: must be checked; 2: ASCII. */
function textCheck({ leaf, kernels }: ChunkContext, from: Pointer, end: Pointer): number {
  if (leaf.conversion !== "text") return 0;
  return kernels.parquet.isAscii(from, end - from) === 1 ? 2 : 1;
}

function openBits(context: ChunkContext, cursor: Pointer, from: Pointer, end: Pointer): void {
  const { parquet } = context.kernels;
  if (from === end) {
    parquet.openHybrid(cursor, from, end, 1);
    return;
  }
  if (end - from < 4) throw context.bad("the values are cut off");
  const length = context.word(from);
  if (length > end - from - 4) throw context.bad("the values are longer than their page");
  parquet.openHybrid(cursor, from + 4, from + 4 + length, 1);
}

/** Decodes the delta-packed integers at the cursor into a buffer of their own. */
function integers(
  context: ChunkContext,
  page: Page,
  cursor: Pointer,
  wide: 0 | 1,
  owned: Pointer[],
): { readonly address: Pointer; readonly count: number } {
  const { parquet } = context.kernels;
  const count = context.status(parquet.deltaCount(cursor));
  if (count > page.values) throw context.bad(`${count} values in a page of ${page.values}`);
  const address = context.region.allocate(count * (wide === 1 ? 8 : 4));
  owned.push(address);
  context.status(parquet.deltaIntegers(cursor, address, wide));
  return { address, count };
}

function deltaToPlain(context: ChunkContext, page: Page, cursor: Pointer, owned: Pointer[]): void {
  const wide = context.leaf.physical === "INT64" ? 1 : 0;
  const { address, count } = integers(context, page, cursor, wide, owned);
  context.kernels.parquet.openPlain(cursor, address, address + count * (wide === 1 ? 8 : 4));
}

function lengthsToRefs(context: ChunkContext, page: Page, cursor: Pointer, owned: Pointer[]): void {
  const { parquet } = context.kernels;
  const lengths = integers(context, page, cursor, 0, owned);
  const refs = context.region.allocate(lengths.count * 8);
  owned.push(refs);
  const { u32 } = context.region.arena.view();
  const text = textCheck(context, u32[cursor >>> 2] as number, u32[(cursor >>> 2) + 1] as number);
  context.status(parquet.refsFromLengths(cursor, lengths.address, lengths.count, refs, text));
  parquet.openPlain(cursor, refs, refs + lengths.count * 8);
}

function prefixesToValues(context: ChunkContext, page: Page, cursor: Pointer, owned: Pointer[]): void {
  const { kernels, leaf, region } = context;
  const { parquet } = kernels;
  const prefixes = integers(context, page, cursor, 0, owned);
  const suffixes = integers(context, page, cursor, 0, owned);
  const { count } = prefixes;
  if (suffixes.count !== count) throw context.bad("prefixes and suffixes of byte arrays differ in number");
  const isFixed = leaf.physical === "FIXED_LEN_BYTE_ARRAY";
  const bytes = context.status(
    parquet.prefixedBytes(prefixes.address, suffixes.address, count, isFixed ? leaf.length : 0),
  );
  if (bytes > MAX_JOINED_BYTES) throw context.bad(`byte arrays of ${bytes} bytes in one page`);
  const values = region.allocate(bytes);
  owned.push(values);
  const refs = isFixed ? 0 : region.allocate(count * 8);
  owned.push(refs);
  const { u32 } = region.arena.view();
  const text = textCheck(context, u32[cursor >>> 2] as number, u32[(cursor >>> 2) + 1] as number);
  context.status(parquet.joinPrefixes(cursor, prefixes.address, suffixes.address, count, values, refs, text));
  if (isFixed) parquet.openPlain(cursor, values, values + bytes);
  else parquet.openPlain(cursor, refs, refs + count * 8);
}

/** The most that shared prefixes may multiply a page to. */
const MAX_JOINED_BYTES = 1 << 30;

function streamsToPlain(context: ChunkContext, cursor: Pointer, from: Pointer, end: Pointer, owned: Pointer[]): void {
  const { parquet } = context.kernels;
  const width = plainWidth(context);
  if (width < 1) throw context.bad(`values of ${width} bytes`);
  const count = Math.floor((end - from) / width);
  if (count * width !== end - from) throw context.bad("byte streams of unequal length");
  const values = context.region.allocate(count * width);
  owned.push(values);
  parquet.joinStreams(from, count, width, values);
  parquet.openPlain(cursor, values, values + count * width);
}

/** Bytes of a PLAIN value of fixed length; 0 for byte arrays and booleans. */
export function plainWidth({ leaf }: ChunkContext): number {
  switch (leaf.physical) {
    case "INT32":
    case "FLOAT":
      return 4;
    case "INT64":
    case "DOUBLE":
      return 8;
    case "INT96":
      return 12;
    case "FIXED_LEN_BYTE_ARRAY":
      return leaf.length;
    case "BOOLEAN":
    case "BYTE_ARRAY":
      return 0;
  }
}

/** Turns decimals of many digits, PLAIN or refs, into refs of numerics. */
function valuesToNumerics(context: ChunkContext, form: ValueForm, cursor: Pointer, owned: Pointer[]): void {
  const { region, kernels, leaf } = context;
  const { parquet } = kernels;
  const allocate = (bytes: number): Pointer => {
    const pointer = region.allocate(Math.max(8, bytes));
    owned.push(pointer);
    return pointer;
  };
  const { u32 } = region.arena.view();
  const from = u32[cursor >>> 2] as number;
  const end = u32[(cursor >>> 2) + 1] as number;
  const scratch = allocate(NUMERIC_SCRATCH);
  const scale = leaf.scale ?? 0;
  if (form === "refs") {
    const count = (end - from) >>> 3;
    // Of byte arrays that are refused when they are longer.
    const heap = allocate(count * (24 + MOST_NUMERIC_BYTES));
    context.status(parquet.numericsOfRefs(from, count, scale, heap, scratch));
    return;
  }
  const width = plainWidth(context);
  const count = width === 0 ? context.status(parquet.countArrays(from, end)) : Math.floor((end - from) / width);
  const refs = allocate(count * 8);
  const heap = allocate(count * 24 + Math.ceil((end - from) * 1.25));
  context.status(parquet.numericsOfPlain(from, count, width, scale, refs, heap, scratch));
  parquet.openPlain(cursor, refs, refs + count * 8);
}

/** A numeric of the 64 bytes that a number may have. */
const MOST_NUMERIC_BYTES = 80;
