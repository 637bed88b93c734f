// A chunk's dictionary page as slots. Batches show them through codes; rows that are NULL show one slot more, which
// is not valid.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import { nextDictionaryId } from "../../column/dictionary-id.ts";
import type { Vector } from "../../column/vector.ts";
import { storageWidth } from "../../type/storage.ts";
import type { ChunkContext } from "./chunk-context.ts";
import { pageBytes } from "./page-bytes.ts";
import { ENCODING, type Page } from "./page-header.ts";
import { openValues, plainWidth } from "./page-values.ts";
import { takeValues } from "./take-values.ts";

/** Bounds a dictionary's entry count before anything is allocated for it. */
const MAX_ENTRIES = 1 << 28;

export class Dictionary {
  readonly slots: number;
  readonly #context: ChunkContext;
  readonly #owned: Pointer[] = [];
  #data: Pointer = 0;
  #id = 0;
  /** Address of slots + 1 validity bytes and an id of their own, made when the first NULL is met. */
  #validity: Pointer = 0;
  #nullableId = 0;

  /** Decodes the page with `cursor`. @throws FfqError BAD_FILE */
  constructor(context: ChunkContext, page: Page | undefined, cursor: Pointer) {
    this.#context = context;
    if (page === undefined) throw context.bad("the dictionary page is missing");
    if (page.encoding !== ENCODING.plain && page.encoding !== ENCODING.plainDictionary) {
      throw context.bad(`a dictionary page of encoding ${page.encoding}`);
    }
    this.slots = page.values;
    try {
      this.#read(page, cursor);
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The vector of these codes; `nulls`: some of them are `slots`, which stands for NULL. */
  vector(codes: Pointer, nulls: boolean): Vector {
    const { type, storage } = this.#context.leaf;
    const base = { type, storage, data: this.#data, index: codes };
    if (!nulls) return { ...base, validity: 0, slots: this.slots, dictionary: this.#id };
    if (this.#validity === 0) this.#addNull();
    return { ...base, validity: this.#validity, slots: this.slots + 1, dictionary: this.#nullableId };
  }

  /** Address of the slots. */
  get data(): Pointer {
    return this.#data;
  }

  close(): void {
    for (const pointer of this.#owned.splice(0)) this.#context.region.free(pointer);
  }

  #read(page: Page, cursor: Pointer): void {
    const context = this.#context;
    const { region, leaf } = context;
    const { address, length, buffer } = pageBytes(context, page);
    if (buffer !== 0) this.#owned.push(buffer);
    // An entry takes its fixed length, or at least the 4 bytes of a byte array's length.
    const least = Math.max(1, leaf.physical === "BYTE_ARRAY" ? 4 : plainWidth(context));
    if (leaf.physical === "BOOLEAN" || this.slots > MAX_ENTRIES || this.slots * least > length) {
      throw context.bad(`a dictionary of ${this.slots} entries in ${length} bytes`);
    }
    // One slot more, for NULL rows, which shows as zero.
    const width = storageWidth(leaf.storage);
    this.#data = region.allocate((this.slots + 1) * width);
    this.#owned.push(this.#data);
    const last = this.#data + this.slots * width;
    region.arena.view().u8.fill(0, last, last + width);
    this.#id = nextDictionaryId(region.arena);
    const plain: Page = { ...page, encoding: ENCODING.plain };
    const values = openValues(context, plain, cursor, address, address + length, this.#owned);
    takeValues(context, values, cursor, this.#data, this.slots);
  }

  #addNull(): void {
    const { region } = this.#context;
    this.#validity = region.allocate(this.slots + 1);
    this.#owned.push(this.#validity);
    fillBytes(region.arena, 1, this.#validity, this.#validity + this.slots);
    region.arena.view().u8[this.#validity + this.slots] = 0;
    this.#nullableId = nextDictionaryId(region.arena);
  }
}
