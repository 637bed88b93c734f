// Stable sort of key records, in slices: step() does a bounded part and says whether there is more. Each word
// less its least value, one behind the other, is the packed record. If it fits one word together with the row
// number, a radix sort is all. Otherwise elements of its first 64 bits and the row are radix-sorted, and rows
// of equal prefix by what follows it (sort-ties.part.ts). A string ends the prefix, since only its first bytes are in
// it. All choices are made on the real keys.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { type SortKernels, sortKernels } from "./sort.ts";
import type { SortKeys } from "./sort-key.ts";

const DIGIT_BITS = 11;
const COUNTS_BYTES = 4 << DIGIT_BITS;
/** Rows per slice: a millisecond of work or so. */
const SLICE_ROWS = 32768;
/** The stack of sortTies: three entries of 32 bytes for each halving of the rows, and what few rows leave. */
const TIES_BYTES = 32 * (1 + 3 * 33 + 16);

type Phase =
  | { readonly kind: "ranges" }
  | { readonly kind: "pack"; readonly bits: number }
  | { readonly kind: "prefix"; readonly bits: number }
  | { readonly kind: "scatter"; readonly bits: number; readonly pass: number }
  | { readonly kind: "unpack" }
  | { readonly kind: "ties" }
  | { readonly kind: "rows" }
  | { readonly kind: "done" };

export interface RowSortOptions {
  /** Of a record's words: told is where in the order a new value of the first so many begins, or of any. */
  readonly leadingWords?: number;
  /** Only so many rows are wanted: those behind them come in any order. */
  readonly limit?: number;
}

/** No bits of the elements are the leading words' alone. */
const NOT_THERE = -1;

export class RowSort {
  readonly region: Region;
  readonly #kernels: SortKernels;
  readonly #keys: SortKeys;
  readonly #rowBits: number;
  readonly #order: Pointer;
  #scratch: Pointer;
  #source: Pointer = 0;
  #target: Pointer = 0;
  #ties: Pointer = 0;
  /** The word, and the step in it, from which on rows of equal prefix may differ. */
  #afterPrefix: readonly [word: number, step: number] = [0, 0];
  /** Words that make the elements' prefix, and whether it decides the order alone. */
  readonly #prefixWords: number;
  readonly #leadingWords: number;
  readonly #limit: number;
  /** A byte per row; 0 where none was asked for. */
  readonly #bounds: Pointer;
  /** Of the elements' key bits. */
  #leadingShift = NOT_THERE;
  #isExact = false;
  #isPacked = false;
  #phase: Phase;
  #position = 0;

  private constructor(region: Region, keys: SortKeys, options: RowSortOptions | undefined) {
    this.region = region;
    this.#kernels = sortKernels(region.arena);
    this.#keys = keys;
    this.#rowBits = keys.rows <= 1 ? 0 : 32 - Math.clz32(keys.rows - 1);
    this.#order = region.allocate(4 * keys.rows);
    this.#leadingWords = options?.leadingWords ?? 0;
    this.#limit = Math.min(keys.rows, options?.limit ?? keys.rows);
    this.#bounds = options?.leadingWords === undefined ? 0 : region.allocate(Math.max(1, keys.rows));
    // Ranges (16 bytes per word) lie first, then the digit counts of at most six passes.
    this.#scratch = region.allocateZeroed(16 * keys.words + 6 * COUNTS_BYTES);
    const { u64 } = region.arena.view();
    for (let word = 0; word < keys.words; word++) u64[(this.#scratch >>> 3) + 2 * word] = 2n ** 64n - 1n;
    this.#prefixWords = prefixWords(region, keys);
    this.#phase = { kind: keys.rows === 0 ? "done" : "ranges" };
  }

  /** A sort to be done by step(). The keys must stay as they are until it is done. @throws FfqError MEMORY_LIMIT */
  static create(region: Region, keys: SortKeys, options?: RowSortOptions): RowSort {
    return new RowSort(region, keys, options);
  }

  /** Sorts in one go; answers the address of the row numbers in order (u32), which the caller frees. */
  static sort(region: Region, keys: SortKeys): Pointer {
    const sort = RowSort.create(region, keys);
    while (sort.step());
    return sort.order;
  }

  /** Address of the row numbers in order (u32 per row); complete once step() has answered false. Not freed here. */
  get order(): Pointer {
    return this.#order;
  }

  /**
   * Address of a byte per place in the order: 2 where the leading words differ from those of the place before, and for
   * the first, 1 where only others do, else 0. 0 where none were asked for. Not freed here.
   */
  get bounds(): Pointer {
    return this.#bounds;
  }

  /** Does a bounded part; false when the order is complete (scratch memory is then given back). */
  step(): boolean {
    const { keys, words, rows, ties } = this.#keys;
    const kernels = this.#kernels;
    const from = this.#position;
    const to = Math.min(rows, from + SLICE_ROWS);
    const phase = this.#phase;
    switch (phase.kind) {
      case "ranges":
        kernels.recordRanges(keys, words, from, to, this.#scratch);
        if (this.#advance(to)) this.#choose();
        return true;
      case "pack":
        kernels.packRecords(
          keys,
          words,
          from,
          to,
          this.#scratch,
          phase.bits,
          this.#rowBits,
          this.#source,
          this.#counts(0),
        );
        if (this.#advance(to)) this.#nextPass(phase.bits, 0);
        return true;
      case "prefix":
        kernels.packPrefixes(
          keys,
          words,
          this.#prefixWords,
          from,
          to,
          this.#scratch,
          phase.bits,
          this.#source,
          this.#counts(0),
        );
        if (this.#advance(to)) this.#nextPass(phase.bits, 0);
        return true;
      case "scatter":
        if (this.#isPacked) {
          kernels.radixScatter(
            this.#source,
            this.#target,
            from,
            to,
            this.#rowBits + phase.pass * DIGIT_BITS,
            this.#counts(phase.pass),
          );
        } else {
          kernels.radixScatterWide(
            this.#source,
            this.#target,
            from,
            to,
            phase.pass * DIGIT_BITS,
            this.#counts(phase.pass),
          );
        }
        if (this.#advance(to)) {
          this.#swap();
          this.#nextPass(phase.bits, phase.pass + 1);
        }
        return true;
      case "unpack":
        kernels.unpackRows(this.#source, from, to, this.#rowBits, this.#order);
        if (this.#bounds !== 0) this.#boundPacked(from, to);
        if (this.#advance(to)) this.#phase = { kind: "done" };
        return true;
      case "ties": {
        this.#ties ||= this.region.allocateZeroed(TIES_BYTES);
        const [word, step] = this.#afterPrefix;
        const reached =
          kernels.sortTies(this.#source, keys, words, ties, from, rows, word, step, this.#ties, SLICE_ROWS) >>> 0;
        // A group that is left off may begin at row 0.
        this.#position = reached;
        if (reached >= this.#limit && this.#advance(rows)) this.#phase = { kind: "rows" };
        return true;
      }
      case "rows":
        kernels.elementRows(this.#source, from, to, this.#order);
        if (this.#bounds !== 0) this.#boundElements(from, to);
        if (this.#advance(to)) this.#phase = { kind: "done" };
        return true;
      case "done":
        this.#freeScratch();
        return false;
    }
  }

  /** Gives up: frees the order too. */
  release(): void {
    this.#freeScratch();
    this.region.free(this.#order);
    this.region.free(this.#bounds);
  }

  #freeScratch(): void {
    for (const pointer of [this.#scratch, this.#source, this.#target, this.#ties]) this.region.free(pointer);
    this.#scratch = this.#source = this.#target = this.#ties = 0;
  }

  /** Moves on to `row`; true at the end of the phase. */
  #advance(row: number): boolean {
    this.#position = row === this.#keys.rows ? 0 : row;
    return this.#position === 0;
  }

  #choose(): void {
    const { words, ties } = this.#keys;
    const bits = this.#kernels.packedBits(this.#prefixWords, this.#scratch);
    this.#isExact = bits <= 64 && this.#prefixWords === words && ties === 0;
    this.#isPacked = this.#isExact && bits + this.#rowBits <= 64;
    // Behind a string's first bytes, whose equality says nothing of where it ends.
    if (bits <= 64) this.#afterPrefix = ties === 0 ? [this.#prefixWords, 0] : this.#behind(this.#prefixWords - 1);
    this.#leadingShift = this.#findLeading(Math.min(64, bits));
    this.#phase = this.#isPacked ? { kind: "pack", bits } : { kind: "prefix", bits: Math.min(64, bits) };
    this.#allocateElements(this.#isPacked ? 8 : 16);
  }

  #behind(word: number): readonly [word: number, step: number] {
    const tie = this.region.arena.view().u32[(this.#keys.ties >>> 2) + word] as number;
    return tie === 0 ? [word + 1, 0] : [word, 1];
  }

  #boundPacked(from: number, to: number): void {
    const leadingShift = this.#leadingShift === NOT_THERE ? NOT_THERE : this.#leadingShift + this.#rowBits;
    this.#kernels.packedBounds(this.#source, leadingShift, this.#rowBits, from, to, this.#bounds);
  }

  #boundElements(from: number, to: number): void {
    const { keys, words, ties } = this.#keys;
    this.#kernels.elementBounds(
      this.#source,
      keys,
      words,
      this.#leadingWords,
      ties,
      this.#leadingShift,
      this.#isExact ? 1 : 0,
      from,
      to,
      this.#bounds,
    );
  }

  /** The lowest of the leading words' bits in elements of so many key bits, NOT_THERE when they are not all there. */
  #findLeading(bits: number): number {
    // A string's word is only its beginning.
    const isWhole = this.#leadingWords < this.#prefixWords || this.#keys.ties === 0;
    const leading = isWhole ? this.#kernels.packedBits(this.#leadingWords, this.#scratch) : 0;
    // A shift by 64 would be one by 0.
    return leading === 0 || leading > bits ? NOT_THERE : bits - leading;
  }

  #allocateElements(width: number): void {
    this.#source = this.region.allocate(width * this.#keys.rows);
    this.#target = this.region.allocate(width * this.#keys.rows);
  }

  /** The next pass whose digit is not the same in all rows. */
  #nextPass(bits: number, first: number): void {
    for (let pass = first; pass * DIGIT_BITS < bits; pass++) {
      if (this.#kernels.radixStarts(this.#counts(pass), this.#keys.rows) !== 0) continue;
      this.#phase = { kind: "scatter", bits, pass };
      return;
    }
    this.#phase = { kind: this.#isPacked ? "unpack" : this.#isExact ? "rows" : "ties" };
  }

  #swap(): void {
    const source = this.#source;
    this.#source = this.#target;
    this.#target = source;
  }

  #counts(pass: number): Pointer {
    return this.#scratch + 16 * this.#keys.words + pass * COUNTS_BYTES;
  }
}

/** Words up to the first that holds only a string's first bytes, that one included. */
function prefixWords(region: Region, { words, ties }: SortKeys): number {
  if (ties === 0) return words;
  const { u32 } = region.arena.view();
  for (let word = 0; word < words; word++) if (u32[(ties >>> 2) + word] !== 0) return word + 1;
  return words;
}
