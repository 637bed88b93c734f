// Decodes one column chunk of a row group, page by page, into slots that a batch shows. A chunk is a sequence
// of stretches: pages of dictionary codes, then (when the writer's dictionary grew too large) pages of PLAIN
// values. A batch never crosses from one to the other, so each of its columns has one representation.
import { crc32 } from "node:zlib";
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { nextDictionaryId } from "../../column/dictionary-id.ts";
import type { Vector } from "../../column/vector.ts";
import { unsupported } from "../../common/error.ts";
import type { CodecKernels } from "../../kernel/codec.ts";
import { CURSOR, describeParquetStatus, type ParquetKernels } from "../../kernel/parquet.ts";
import { isFixedNumeric } from "../../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../../type/storage.ts";
import { badFile, type FilePlace } from "./bad-file.ts";
import { codecName, decompress, isReadableCodec } from "./decompress.ts";
import { type ChunkPages, ENCODING, listPages, type Page } from "./page-header.ts";
import type { ParquetColumn } from "./schema.ts";
import { ThriftProblem } from "./thrift.ts";

/** A column chunk whose bytes lie in the arena, followed by 16 readable bytes. Plain data. */
export interface ChunkInput {
  readonly column: ParquetColumn;
  readonly codec: number;
  readonly address: Pointer;
  readonly length: number;
}

export interface DecodeKernels {
  readonly parquet: ParquetKernels;
  readonly codec: CodecKernels;
}

interface Dictionary {
  readonly data: Pointer;
  readonly slots: number;
  readonly id: number;
  /** Address of slots + 1 validity bytes and an id of their own, made when the first NULL is met. */
  validity: Pointer;
  nullableId: number;
}

/** The page being decoded: cursors stand at its next row. */
interface OpenPage {
  readonly page: Page;
  left: number;
  /** Whether levels say which rows are NULL; otherwise none is. */
  readonly levels: boolean;
  /** 1 when a page of byte arrays is known to be ASCII. */
  readonly ascii: number;
  /** The page's own buffer; 0 when it is read in place. */
  readonly buffer: Pointer;
}

/** Bounds a dictionary's entry count and a page's rows before anything is allocated for them. */
const MAX_ENTRIES = 1 << 28;

/** Rows of a page that are decoded at a time to pass over them. */
const SKIPPED_ROWS = 8192;

export class ColumnReader {
  readonly #region: Region;
  readonly #kernels: DecodeKernels;
  readonly #input: ChunkInput;
  readonly #place: FilePlace;
  readonly #storage: Storage;
  readonly #width: number;
  readonly #pages: ChunkPages;
  readonly #values: Pointer;
  readonly #levels: Pointer;
  #nextPage = 0;
  #open: OpenPage | undefined;
  #dictionary: Dictionary | undefined;
  #dictionaryBuffer: Pointer = 0;
  /** Page buffers that the batch in the caller's hands still points into. */
  readonly #retired: Pointer[] = [];
  #capacity = 0;
  #data: Pointer = 0;
  #validity: Pointer = 0;

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(region: Region, kernels: DecodeKernels, input: ChunkInput, rows: number, place: FilePlace) {
    this.#region = region;
    this.#kernels = kernels;
    this.#input = input;
    this.#place = { ...place, column: input.column.name };
    this.#storage = storageOf(input.column.type);
    this.#width = storageWidth(this.#storage);
    if (!isReadableCodec(input.codec)) {
      throw unsupported(`Parquet compression ${codecName(input.codec)}`, { context: { ...this.#place } });
    }
    try {
      this.#pages = listPages(region.arena.view().u8, input.address, input.length, rows);
    } catch (thrown) {
      if (thrown instanceof ThriftProblem) throw this.#bad(thrown.message);
      throw thrown;
    }
    for (const page of this.#pages.data) this.#checkEncoding(page);
    this.#values = region.allocateZeroed(2 * CURSOR.bytes);
    this.#levels = this.#values + CURSOR.bytes;
    const { type, length } = input.column;
    const { u32, u64 } = region.arena.view();
    u32[(this.#values + CURSOR.length) >>> 2] = length;
    if (isFixedNumeric(type)) {
      const limit = 10n ** BigInt(type.precision);
      u64[(this.#values + CURSOR.limit) >>> 3] = BigInt.asUintN(64, limit);
      u64[((this.#values + CURSOR.limit) >>> 3) + 1] = limit >> 64n;
    }
  }

  /** Rows until the representation changes, at most `rows`. */
  stretch(rows: number): number {
    let left = this.#open?.left ?? 0;
    let kind = left > 0 ? isDictionary((this.#open as OpenPage).page) : undefined;
    for (let next = this.#nextPage; left < rows; next++) {
      const page = this.#pages.data[next];
      if (page === undefined) break;
      kind ??= isDictionary(page);
      if (kind !== isDictionary(page)) break;
      left += page.values;
    }
    return Math.min(left, rows);
  }

  /** Passes over the next rows. Pages that hold nothing else are not even decompressed. */
  skip(rows: number): void {
    for (let left = rows; left > 0; ) {
      const page = this.#pages.data[this.#nextPage];
      if ((this.#open?.left ?? 0) === 0 && page !== undefined && page.values <= left) {
        this.#nextPage++;
        left -= page.values;
        continue;
      }
      const step = this.stretch(Math.min(left, SKIPPED_ROWS));
      if (step === 0) throw this.#bad("the pages end before the rows do");
      this.take(step);
      left -= step;
    }
  }

  /** Decodes the next `rows` rows, which must lie in one stretch. Frees what only the last batch used. */
  take(rows: number): Vector {
    for (const buffer of this.#retired.splice(0)) this.#region.free(buffer);
    this.#reserve(rows);
    let done = 0;
    let nulls = 0;
    let dictionary = false;
    while (done < rows) {
      if (this.#open === undefined || this.#open.left === 0) {
        this.#openNext();
        continue;
      }
      const open = this.#open as OpenPage;
      dictionary = isDictionary(open.page);
      const count = Math.min(open.left, rows - done);
      nulls += this.#decode(open, dictionary, done, count);
      done += count;
      open.left -= count;
    }
    return dictionary ? this.#dictionaryVector(nulls) : this.#flatVector(rows, nulls);
  }

  close(): void {
    this.#closePage();
    for (const buffer of this.#retired.splice(0)) this.#region.free(buffer);
    for (const pointer of [this.#values, this.#data, this.#validity, this.#dictionaryBuffer])
      this.#region.free(pointer);
    if (this.#dictionary !== undefined) {
      this.#region.free(this.#dictionary.data);
      this.#region.free(this.#dictionary.validity);
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#region.free(this.#data);
    this.#region.free(this.#validity);
    this.#data = 0;
    this.#validity = 0;
    this.#data = this.#region.allocate(rows * Math.max(4, this.#width));
    this.#validity = this.#input.column.nullable ? this.#region.allocate(rows) : 0;
    this.#capacity = rows;
  }

  /** Decodes `count` rows to position `at` of the batch; how many are NULL. */
  #decode(open: OpenPage, dictionary: boolean, at: number, count: number): number {
    const { parquet } = this.#kernels;
    const width = dictionary ? 4 : this.#width;
    const out = this.#data + at * width;
    let present = count;
    if (open.levels) {
      present = this.#status(parquet.decodeLevels(this.#levels, this.#validity + at, count));
    } else if (this.#validity !== 0) {
      this.#region.arena.view().u8.fill(1, this.#validity + at, this.#validity + at + count);
    }
    const entries = this.#dictionary?.slots ?? 0;
    if (dictionary) this.#status(parquet.decodeIndexes(this.#values, out, present, entries));
    else this.#plain(open.page.encoding, out, present, open.ascii);
    if (present < count) {
      parquet.spread(out, this.#validity + at, count, present, Math.log2(width), dictionary ? entries : 0);
    }
    return count - present;
  }

  /** Decodes `count` values that are not NULL. */
  #plain(encoding: number, out: Pointer, count: number, ascii: number): void {
    const { parquet } = this.#kernels;
    const cursor = this.#values;
    const wide = this.#storage === "i128" ? 1 : 0;
    switch (this.#input.column.conversion) {
      case "boolean":
        if (encoding === ENCODING.rle) this.#status(parquet.decodeLevels(cursor, out, count));
        else this.#status(parquet.plainBooleans(cursor, out, count));
        return;
      case "copy32":
        this.#status(parquet.plain32(cursor, out, count));
        return;
      case "copy64":
        this.#status(parquet.plain64(cursor, out, count));
        return;
      case "small":
        this.#status(parquet.plainSmall(cursor, out, count));
        return;
      case "unsigned32":
        this.#status(parquet.plainUnsigned32(cursor, out, count));
        return;
      case "unsigned64":
        this.#status(parquet.plainUnsigned64(cursor, out, count));
        return;
      case "millis":
        this.#status(parquet.plainMillis(cursor, out, count));
        return;
      case "nanos":
        this.#status(parquet.plainNanos(cursor, out, count));
        return;
      case "int96":
        this.#status(parquet.plainInt96(cursor, out, count));
        return;
      case "decimal32":
        this.#status(parquet.plainDecimal32(cursor, out, count));
        return;
      case "decimal64":
        this.#status(parquet.plainDecimal64(cursor, out, count));
        return;
      case "decimalFixed":
        this.#status(parquet.plainDecimalFixed(cursor, out, count, wide));
        return;
      case "decimalBytes":
        this.#status(parquet.plainDecimalBytes(cursor, out, count, wide));
        return;
      case "text":
        this.#status(parquet.plainTexts(cursor, out, count, ascii));
        return;
    }
  }

  #flatVector(rows: number, nulls: number): Vector {
    const validity = nulls > 0 ? this.#validity : 0;
    return {
      type: this.#input.column.type,
      storage: this.#storage,
      data: this.#data,
      validity,
      index: 0,
      slots: rows,
      dictionary: 0,
    };
  }

  #dictionaryVector(nulls: number): Vector {
    const entries = this.#dictionary as Dictionary;
    const { type } = this.#input.column;
    const base = { type, storage: this.#storage, data: entries.data, index: this.#data };
    if (nulls === 0) return { ...base, validity: 0, slots: entries.slots, dictionary: entries.id };
    if (entries.validity === 0) {
      entries.validity = this.#region.allocate(entries.slots + 1);
      const { u8 } = this.#region.arena.view();
      u8.fill(1, entries.validity, entries.validity + entries.slots);
      u8[entries.validity + entries.slots] = 0;
      entries.nullableId = nextDictionaryId(this.#region.arena);
    }
    return { ...base, validity: entries.validity, slots: entries.slots + 1, dictionary: entries.nullableId };
  }

  #closePage(): void {
    if (this.#open !== undefined && this.#open.buffer !== 0) this.#retired.push(this.#open.buffer);
    this.#open = undefined;
  }

  /** Opens the next data page: checks, decompresses, and sets the cursors. */
  #openNext(): void {
    this.#closePage();
    const page = this.#pages.data[this.#nextPage++];
    if (page === undefined) throw this.#bad("the pages end before the rows do");
    if (isDictionary(page) && this.#dictionary === undefined) this.#dictionary = this.#readDictionary();
    const { address, length, buffer } = this.#bytesOf(page);
    // Taken before the checks below, so that close() frees the buffer when one of them throws.
    const levels = this.#input.column.nullable;
    const end = address + length;
    let from = address;
    this.#open = { page, left: 0, levels, ascii: 0, buffer };
    if (levels) from = this.#openLevels(page, address, end);
    else if (page.kind === "v2") from += page.levelBytes;
    const ascii = this.#openValues(page, from, end);
    this.#open = { page, left: page.values, levels, ascii, buffer };
  }

  /** Sets the level cursor; where the values begin. */
  #openLevels(page: Page, address: Pointer, end: Pointer): Pointer {
    let from = address;
    let stop = address + page.levelBytes;
    if (page.kind === "v1") {
      if (page.levelEncoding !== ENCODING.rle)
        throw unsupported("the BIT_PACKED level encoding", { context: { ...this.#place } });
      if (end - address < 4) throw this.#bad("the levels are cut off");
      const length = this.#word(address);
      if (length > end - address - 4) throw this.#bad("the levels are longer than their page");
      from = address + 4;
      stop = from + length;
    }
    this.#kernels.parquet.openHybrid(this.#levels, from, stop, 1);
    return stop;
  }

  /** Sets the value cursor; 1 when the values are known to be ASCII. */
  #openValues(page: Page, from: Pointer, end: Pointer): number {
    const { parquet } = this.#kernels;
    if (isDictionary(page)) {
      // A page of NULLs only may have no values at all, not even their width.
      const bits = from < end ? (this.#region.arena.view().u8[from] as number) : 0;
      if (bits > 32) throw this.#bad(`dictionary indexes of ${bits} bits`);
      parquet.openHybrid(this.#values, Math.min(from + 1, end), end, bits);
      return 0;
    }
    if (page.encoding === ENCODING.rle) {
      if (from === end) {
        parquet.openHybrid(this.#values, from, end, 1);
        return 0;
      }
      if (end - from < 4) throw this.#bad("the values are cut off");
      const length = this.#word(from);
      if (length > end - from - 4) throw this.#bad("the values are longer than their page");
      parquet.openHybrid(this.#values, from + 4, from + 4 + length, 1);
      return 0;
    }
    parquet.openPlain(this.#values, from, end);
    return this.#input.column.conversion === "text" ? parquet.isAscii(from, end - from) : 0;
  }

  /** The page's bytes, decompressed, levels included. */
  #bytesOf(page: Page): { address: Pointer; length: number; buffer: Pointer } {
    this.#verify(page);
    const { codec } = this.#input;
    const length = page.uncompressedLength;
    if (codec === 0 || !page.compressed) {
      if (page.compressedLength !== length) throw this.#bad("an uncompressed page has two lengths");
      return { address: page.address, length, buffer: 0 };
    }
    const levelBytes = page.levelBytes;
    const source = { address: page.address + levelBytes, length: page.compressedLength - levelBytes };
    if (!isPlausible(codec, source.length, length - levelBytes))
      throw this.#bad("a page's uncompressed length is not possible");
    const buffer = this.#region.allocate(length + 16);
    this.#region.arena.view().u8.copyWithin(buffer, page.address, page.address + levelBytes);
    const target = { address: buffer + levelBytes, length: length - levelBytes };
    // Writers may leave out the values of a page that has none.
    const isEmpty = source.length === 0 && target.length === 0;
    if (!isEmpty && !decompress(this.#region.arena, this.#kernels.codec, codec, source, target)) {
      this.#region.free(buffer);
      throw this.#bad(`a page cannot be decompressed (${codecName(codec)})`);
    }
    return { address: buffer, length, buffer };
  }

  #verify(page: Page): void {
    if (page.checksum === undefined) return;
    const bytes = this.#region.arena.view().u8.subarray(page.address, page.address + page.compressedLength);
    if (crc32(bytes) !== page.checksum) throw this.#bad("a page's checksum is wrong");
  }

  #readDictionary(): Dictionary {
    const page = this.#pages.dictionary;
    if (page === undefined) throw this.#bad("the dictionary page is missing");
    if (page.encoding !== ENCODING.plain && page.encoding !== ENCODING.plainDictionary) {
      throw this.#bad(`a dictionary page of encoding ${page.encoding}`);
    }
    const { address, length, buffer } = this.#bytesOf(page);
    this.#dictionaryBuffer = buffer;
    const slots = page.values;
    // Every entry but a boolean takes at least 4 bytes of the page, or its fixed length.
    const least = this.#input.column.conversion === "decimalFixed" ? this.#input.column.length : 4;
    if (this.#input.column.conversion === "boolean" || slots > MAX_ENTRIES || slots * least > length) {
      throw this.#bad(`a dictionary of ${slots} entries in ${length} bytes`);
    }
    const { parquet } = this.#kernels;
    // One slot more, for NULL rows.
    const data = this.#region.allocateZeroed((slots + 1) * this.#width);
    this.#dictionary = { data, slots, id: nextDictionaryId(this.#region.arena), validity: 0, nullableId: 0 };
    parquet.openPlain(this.#values, address, address + length);
    const ascii = this.#input.column.conversion === "text" ? parquet.isAscii(address, length) : 0;
    this.#plain(ENCODING.plain, data, slots, ascii);
    return this.#dictionary;
  }

  #checkEncoding(page: Page): void {
    if (page.encoding === ENCODING.plain || isDictionary(page)) return;
    if (page.encoding === ENCODING.rle && this.#input.column.conversion === "boolean") return;
    const name = ENCODING_NAMES[page.encoding];
    if (name === undefined) throw this.#bad(`unknown encoding ${page.encoding}`);
    throw unsupported(`Parquet encoding ${name} of column "${this.#input.column.name}"`, {
      context: { ...this.#place },
    });
  }

  #word(address: Pointer): number {
    const { u8 } = this.#region.arena.view();
    const byte = (offset: number): number => u8[address + offset] as number;
    return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
  }

  #status(status: number): number {
    if (status < 0) throw this.#bad(describeParquetStatus(status));
    return status;
  }

  #bad(what: string): Error {
    return badFile(what, this.#place);
  }
}

const ENCODING_NAMES: Readonly<Record<number, string>> = {
  3: "RLE",
  4: "BIT_PACKED",
  5: "DELTA_BINARY_PACKED",
  6: "DELTA_LENGTH_BYTE_ARRAY",
  7: "DELTA_BYTE_ARRAY",
  9: "BYTE_STREAM_SPLIT",
};

function isDictionary(page: Page): boolean {
  return page.encoding === ENCODING.rleDictionary || page.encoding === ENCODING.plainDictionary;
}

/** Guards memory against a header that claims a huge page: no codec expands further than this. */
function isPlausible(codec: number, compressed: number, uncompressed: number): boolean {
  // Snappy copies at most 64 bytes with 3; deflate reaches 1032:1; zstd has runs of any length.
  const factor = codec === 1 ? 24 : codec === 2 ? 1040 : 200_000;
  return uncompressed <= compressed * factor + 64;
}
