// Reads a leaf of a nested column: for the next rows its levels and the values that are there, each in one run. What
// they mean together, nested-reader.ts knows. A row may go on from one page to the next.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes } from "../../arena/bulk-memory.ts";
import { storageWidth } from "../../type/storage.ts";
import type { ChunkContext } from "./chunk-context.ts";
import type { ChunkInput } from "./chunk-input.ts";
import { chunkPages } from "./chunk-pages.ts";
import { Dictionary } from "./dictionary.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { pageBytes } from "./page-bytes.ts";
import type { ChunkPages, Page } from "./page-header.ts";
import { openLevels } from "./page-levels.ts";
import { isDictionary, openValues, type PageValues } from "./page-values.ts";
import { HeldRows } from "./row-ranges.ts";
import { takeValues } from "./take-values.ts";
import { newCursor } from "./value-cursor.ts";

/** The entries of some rows. Valid until the next are taken. */
export interface LeafEntries {
  readonly count: number;
  /** Addresses of a byte per entry. */
  readonly repetitions: Pointer;
  readonly definitions: Pointer;
  /** Address of the slots of values that are there, one behind the other. */
  readonly values: Pointer;
  readonly present: number;
}

/** Entries whose levels are decoded at a time. */
const WINDOW = 8192;
/** Rows that are taken at a time to pass over them. */
const SKIPPED_ROWS = 1024;

/** A page under way. */
interface OpenPage {
  readonly values: PageValues;
  /** Entries whose levels are not decoded yet. */
  left: number;
}

export class LeafReader {
  readonly #context: ChunkContext;
  readonly #width: number;
  readonly #pages: ChunkPages;
  readonly #pageRows: readonly number[] | undefined;
  readonly #rows: HeldRows;
  readonly #cursors: { readonly values: Pointer; readonly repetitions: Pointer; readonly definitions: Pointer };
  /** WINDOW bytes of each level, a word for a count, and codes. */
  readonly #window: Pointer;
  readonly #repetitions: GrowingBuffer;
  readonly #definitions: GrowingBuffer;
  readonly #values: GrowingBuffer;
  #windowAt = 0;
  #windowEnd = 0;
  #nextPage = 0;
  #open: OpenPage | undefined;
  #dictionary: Dictionary | undefined;
  readonly #owned: Pointer[] = [];
  readonly #retired: Pointer[] = [];

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(context: ChunkContext, input: ChunkInput) {
    const { region, leaf } = context;
    this.#context = context;
    this.#width = storageWidth(leaf.storage);
    this.#pages = chunkPages(context, input);
    this.#pageRows = input.pageRows;
    this.#rows = new HeldRows(input.held);
    this.#cursors = {
      values: newCursor(context),
      repetitions: newCursor(context),
      definitions: newCursor(context),
    };
    this.#window = region.allocate(2 * WINDOW + 16 + 4 * WINDOW);
    this.#repetitions = new GrowingBuffer(region);
    this.#definitions = new GrowingBuffer(region);
    this.#values = new GrowingBuffer(region);
  }

  /** Passes over the rows before this one of the row group. */
  moveTo(row: number): void {
    for (let left = this.#rows.before(row); left > 0; left -= SKIPPED_ROWS) this.take(Math.min(left, SKIPPED_ROWS));
  }

  /** The entries of the next `rows` rows. */
  take(rows: number): LeafEntries {
    this.#rows.advance(rows);
    for (const buffer of this.#retired.splice(0)) this.#context.region.free(buffer);
    let count = 0;
    let present = 0;
    let left = rows;
    for (;;) {
      if (this.#windowAt === this.#windowEnd && !this.#fillWindow()) break;
      const { entries, started } = this.#entries(left);
      if (count === 0 && started === 0 && entries > 0) throw this.#context.bad("the first row does not begin");
      present += this.#append(count, present, entries);
      count += entries;
      left -= started;
      if (this.#windowAt < this.#windowEnd) break;
    }
    if (left > 0) throw this.#context.bad("the pages end before the rows do");
    return {
      count,
      present,
      repetitions: this.#repetitions.address,
      definitions: this.#definitions.address,
      values: this.#values.address,
    };
  }

  close(): void {
    const { region } = this.#context;
    this.#retired.push(...this.#owned.splice(0));
    const { values, repetitions, definitions } = this.#cursors;
    for (const pointer of [...this.#retired.splice(0), values, repetitions, definitions, this.#window]) {
      region.free(pointer);
    }
    for (const buffer of [this.#repetitions, this.#definitions, this.#values]) buffer.close();
    this.#dictionary?.close();
  }

  /** Of the window: those that still belong to `rows` rows. */
  #entries(rows: number): { readonly entries: number; readonly started: number } {
    const { kernels, region } = this.#context;
    const counted = this.#window + 2 * WINDOW;
    const left = this.#windowEnd - this.#windowAt;
    const entries = kernels.parquet.entriesOfRows(this.#window + this.#windowAt, left, rows, counted);
    return { entries, started: region.arena.view().u32[counted >>> 2] as number };
  }

  /** Moves the window's next entries behind `count` others, and their values behind `present`; how many these are. */
  #append(count: number, present: number, entries: number): number {
    if (entries === 0) return 0;
    const { kernels, region, leaf } = this.#context;
    this.#repetitions.reserve(count, count + entries);
    this.#definitions.reserve(count, count + entries);
    const from = this.#window + this.#windowAt;
    copyBytes(region.arena, this.#repetitions.address + count, from, entries);
    copyBytes(region.arena, this.#definitions.address + count, from + WINDOW, entries);
    this.#windowAt += entries;
    const values = kernels.parquet.countLevels(from + WINDOW, entries, leaf.maxDefinition);
    if (values > 0) this.#takeValues(present, values);
    return values;
  }

  #takeValues(at: number, count: number): void {
    const width = this.#width;
    this.#values.reserve(at * width, (at + count) * width);
    const out = this.#values.address + at * width;
    const { values } = this.#open as OpenPage;
    if (values.form !== "indexes") {
      takeValues(this.#context, values, this.#cursors.values, out, count);
      return;
    }
    const { parquet } = this.#context.kernels;
    const dictionary = this.#dictionary as Dictionary;
    const codes = this.#window + 2 * WINDOW + 16;
    this.#context.status(parquet.decodeIndexes(this.#cursors.values, codes, count, dictionary.slots));
    parquet.gatherSlots(dictionary.data, codes, count, out, Math.log2(width));
  }

  /** Decodes the next levels; false at the end of the pages. */
  #fillWindow(): boolean {
    while (this.#open === undefined || this.#open.left === 0) {
      const page = this.#pages.data[this.#nextPage];
      if (page === undefined) return false;
      this.#openPage(page, this.#pageRows?.[this.#nextPage]);
      this.#nextPage++;
    }
    const { parquet } = this.#context.kernels;
    const { maxRepetition, maxDefinition } = this.#context.leaf;
    const count = Math.min(WINDOW, this.#open.left);
    const { repetitions, definitions } = this.#cursors;
    this.#context.status(parquet.decodeLevelBytes(repetitions, this.#window, count, maxRepetition));
    this.#context.status(parquet.decodeLevelBytes(definitions, this.#window + WINDOW, count, maxDefinition));
    this.#open.left -= count;
    this.#windowAt = 0;
    this.#windowEnd = count;
    return true;
  }

  /**
   * Before any row of a page is given by what the page index says of it: an index that is wrong would show other rows. Pages
   * of a file with one begin with a row: what is left of another would become part of the row before a gap. Leaves the
   * repetition levels read.
   */
  #checkRows(entries: number, expected: number): void {
    const { leaf, region } = this.#context;
    const { maxRepetition } = leaf;
    let rows = maxRepetition === 0 ? entries : 0;
    for (let left = maxRepetition === 0 ? 0 : entries; left > 0; left -= WINDOW) {
      this.#windowAt = 0;
      this.#windowEnd = Math.min(WINDOW, left);
      const { parquet } = this.#context.kernels;
      const { repetitions } = this.#cursors;
      this.#context.status(parquet.decodeLevelBytes(repetitions, this.#window, this.#windowEnd, maxRepetition));
      const isFirst = left === entries;
      if (isFirst && region.arena.view().u8[this.#window] !== 0) {
        throw this.#context.bad("a page does not begin with a row, as pages of a file with a page index do");
      }
      rows += this.#entries(entries + 1).started;
    }
    this.#windowEnd = 0;
    if (rows !== expected) throw this.#context.bad("a page has other rows than the page index says");
  }

  #openPage(page: Page, expected: number | undefined): void {
    const context = this.#context;
    const { values: cursor } = this.#cursors;
    this.#retired.push(...this.#owned.splice(0));
    if (isDictionary(page) && this.#dictionary === undefined) {
      this.#dictionary = new Dictionary(context, this.#pages.dictionary, cursor);
    }
    const { address, length, buffer } = pageBytes(context, page);
    if (buffer !== 0) this.#owned.push(buffer);
    const end = address + length;
    if (expected !== undefined) {
      openLevels(context, page, this.#cursors, address, end, this.#owned);
      this.#checkRows(page.values, expected);
    }
    const from = openLevels(context, page, this.#cursors, address, end, this.#owned);
    const values = openValues(context, page, cursor, from, end, this.#owned);
    this.#open = { values, left: page.values };
  }
}
