// Decodes one flat column chunk of a row group, page by page, into slots that a batch shows. A chunk is a sequence
// of stretches: pages of dictionary codes, then (when the writer's dictionary grew too large) pages of values. A
// batch never crosses from one to the other, so each of its columns has one representation.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { storageWidth } from "../../type/storage.ts";
import type { FilePlace } from "./bad-file.ts";
import { ChunkContext, type DecodeKernels } from "./chunk-context.ts";
import type { ChunkInput } from "./chunk-input.ts";
import { chunkPages } from "./chunk-pages.ts";
import { Dictionary } from "./dictionary.ts";
import { pageBytes } from "./page-bytes.ts";
import type { ChunkPages } from "./page-header.ts";
import { openLevels } from "./page-levels.ts";
import { isDictionary, openValues, type PageValues } from "./page-values.ts";
import { HeldRows } from "./row-ranges.ts";
import { takeValues } from "./take-values.ts";
import { newCursor } from "./value-cursor.ts";

/** The page being decoded: cursors stand at its next row. */
interface OpenPage {
  readonly values: PageValues;
  left: number;
}

/** Rows of a page that are decoded at a time to pass over them. */
const SKIPPED_ROWS = 8192;

export class ColumnReader {
  readonly #region: Region;
  readonly #context: ChunkContext;
  readonly #nullable: boolean;
  readonly #width: number;
  readonly #pages: ChunkPages;
  readonly #values: Pointer;
  readonly #levels: Pointer;
  readonly #rows: HeldRows;
  #nextPage = 0;
  #open: OpenPage | undefined;
  #dictionary: Dictionary | undefined;
  /** What the open page allocated. */
  readonly #owned: Pointer[] = [];
  /** Page buffers that the batch in the caller's hands still points into. */
  readonly #retired: Pointer[] = [];
  #capacity = 0;
  #data: Pointer = 0;
  #validity: Pointer = 0;

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(region: Region, kernels: DecodeKernels, input: ChunkInput, nullable: boolean, place: FilePlace) {
    const { leaf, codec } = input;
    this.#region = region;
    this.#context = new ChunkContext(region, kernels, leaf, codec, place);
    this.#nullable = nullable;
    this.#rows = new HeldRows(input.held);
    this.#width = storageWidth(leaf.storage);
    this.#pages = chunkPages(this.#context, input);
    for (const [position, page] of this.#pages.data.entries()) {
      const expected = input.pageRows?.[position] ?? page.values;
      if (page.values !== expected) throw this.#context.bad("a page has other rows than the page index says");
    }
    this.#values = newCursor(this.#context);
    this.#levels = newCursor(this.#context);
  }

  /** Rows from this one on until the representation changes, at most `rows`. */
  stretch(row: number, rows: number): number {
    return this.#stretch(this.#rows.before(row), rows);
  }

  /** The same behind so many rows that are still to come. */
  #stretch(before: number, rows: number): number {
    let passed = before;
    let found = 0;
    let kind: boolean | undefined;
    const add = (size: number, isCodes: boolean): boolean => {
      const skipped = Math.min(passed, size);
      passed -= skipped;
      if (skipped === size) return true;
      kind ??= isCodes;
      if (kind !== isCodes) return false;
      found += size - skipped;
      return found < rows;
    };
    let next = this.#nextPage;
    let goesOn = this.#open === undefined || add(this.#open.left, this.#open.values.form === "indexes");
    for (let page = this.#pages.data[next]; goesOn && page !== undefined; page = this.#pages.data[++next]) {
      goesOn = add(page.values, isDictionary(page));
    }
    return Math.min(found, rows);
  }

  /** Pages that hold nothing but rows that are passed over are not even decompressed. */
  moveTo(row: number): void {
    for (let left = this.#rows.before(row); left > 0; ) {
      const whole = this.#wholePage();
      if (whole > 0 && whole <= left) {
        this.#passPage(whole);
        left -= whole;
        continue;
      }
      const step = this.#stretch(0, Math.min(left, SKIPPED_ROWS));
      if (step === 0) throw this.#context.bad("the pages end before the rows do");
      this.take(step);
      left -= step;
    }
  }

  /** What is left of the open page, else all rows of the next one. */
  #wholePage(): number {
    return this.#openRows > 0 ? this.#openRows : (this.#pages.data[this.#nextPage]?.values ?? 0);
  }

  get #openRows(): number {
    return this.#open?.left ?? 0;
  }

  #passPage(rows: number): void {
    if (this.#openRows > 0) this.#closePage();
    else this.#nextPage++;
    this.#rows.advance(rows);
  }

  /** Decodes the next `rows` rows: to flat slots, where they are no stretch. Frees what only the last batch used. */
  take(rows: number): Vector {
    for (const buffer of this.#retired.splice(0)) this.#region.free(buffer);
    this.#reserve(rows);
    const isMixed = this.#stretch(0, rows) < rows;
    this.#rows.advance(rows);
    let done = 0;
    let nulls = 0;
    let dictionary: Dictionary | undefined;
    while (done < rows) {
      if (this.#open === undefined || this.#open.left === 0) {
        this.#openNext();
        continue;
      }
      const open = this.#open as OpenPage;
      dictionary = open.values.form === "indexes" && !isMixed ? this.#dictionary : undefined;
      const count = Math.min(open.left, rows - done);
      nulls += this.#decode(open, dictionary, done, count);
      done += count;
      open.left -= count;
    }
    return dictionary?.vector(this.#data, nulls > 0) ?? this.#flatVector(rows, nulls);
  }

  close(): void {
    this.#closePage();
    for (const buffer of this.#retired.splice(0)) this.#region.free(buffer);
    for (const pointer of [this.#values, this.#levels, this.#data, this.#validity]) this.#region.free(pointer);
    this.#dictionary?.close();
  }

  #reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    this.#region.free(this.#data);
    this.#region.free(this.#validity);
    this.#data = 0;
    this.#validity = 0;
    this.#data = this.#region.allocate(rows * Math.max(4, this.#width));
    this.#validity = this.#nullable ? this.#region.allocate(rows) : 0;
    this.#capacity = rows;
  }

  /** Decodes `count` rows to position `at` of the batch; how many are NULL. */
  #decode(open: OpenPage, dictionary: Dictionary | undefined, at: number, count: number): number {
    const { parquet } = this.#context.kernels;
    const width = dictionary === undefined ? this.#width : 4;
    const out = this.#data + at * width;
    let present = count;
    if (this.#nullable) {
      present = this.#context.status(parquet.decodeLevels(this.#levels, this.#validity + at, count));
    }
    if (dictionary !== undefined)
      this.#context.status(parquet.decodeIndexes(this.#values, out, present, dictionary.slots));
    else if (open.values.form === "indexes") this.#takeSlots(out, present);
    else takeValues(this.#context, open.values, this.#values, out, present);
    if (present < count) {
      const fill = dictionary?.slots ?? 0;
      parquet.spread(out, this.#validity + at, count, present, Math.log2(width), fill);
    }
    return count - present;
  }

  /** Of a page of codes: the values that they stand for. */
  #takeSlots(out: Pointer, count: number): void {
    const { parquet } = this.#context.kernels;
    const dictionary = this.#dictionary as Dictionary;
    const codes = this.#region.allocate(count * 4);
    this.#owned.push(codes);
    this.#context.status(parquet.decodeIndexes(this.#values, codes, count, dictionary.slots));
    parquet.gatherSlots(dictionary.data, codes, count, out, Math.log2(this.#width));
  }

  #flatVector(rows: number, nulls: number): Vector {
    const { type, storage } = this.#context.leaf;
    const validity = nulls > 0 ? this.#validity : 0;
    return { type, storage, data: this.#data, validity, index: 0, slots: rows, dictionary: 0 };
  }

  #closePage(): void {
    this.#retired.push(...this.#owned.splice(0));
    this.#open = undefined;
  }

  /** Opens the next data page: checks, decompresses, and sets the cursors. */
  #openNext(): void {
    this.#closePage();
    const page = this.#pages.data[this.#nextPage++];
    if (page === undefined) throw this.#context.bad("the pages end before the rows do");
    if (isDictionary(page) && this.#dictionary === undefined) {
      this.#dictionary = new Dictionary(this.#context, this.#pages.dictionary, this.#values);
    }
    const { address, length, buffer } = pageBytes(this.#context, page);
    if (buffer !== 0) this.#owned.push(buffer);
    const end = address + length;
    const cursors = { repetitions: this.#values, definitions: this.#levels };
    const from = openLevels(this.#context, page, cursors, address, end, this.#owned);
    const values = openValues(this.#context, page, this.#values, from, end, this.#owned);
    this.#open = { values, left: page.values };
  }
}
