// Groups of rows whose keys are all shown through slots that stay as they are, dictionaries or the build side of a join:
// found by the rows' codes (which slot a row shows), in a table that is learned as codes come. It stands for the slots that
// the columns show; with others it is learned anew. Keys that are computed from one column have its codes, and so do keys
// that come from one build side: one of them says all.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import { hasLastingSlots, type Vector } from "../../column/vector.ts";
import { hashKernels } from "../../kernel/hash.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { RowView } from "../row-view.ts";

/** A table that a near cache holds: what is found in it takes less than any other way. */
const MOST_CODES = 4096;

/** A larger one, for many slots: finding several keys, or a text, touches more memory than it does. */
const MOST_SLOTS = 1 << 20;
/** It takes no more of what memory is left: it saves time, and nothing may go to disk for it. */
const PART_OF_FREE = 512;

/**
 * It is of no use where rows hardly show a slot that others have shown: when as many rows have come as a part of the slots,
 * if more than this part of them was new. Of slots drawn at random 0.88 are new by then.
 */
const TRIED_PART = 4;
const MOST_NEW = 0.95;

/** Finds rows' groups by their keys: u32 each, to `out`. */
export type FindGroups = (columns: readonly Vector[], rows: number, out: Pointer) => void;

export class CodeGroups {
  readonly #region: Region;
  #table: Pointer = 0;
  /** Codes that it has room for. */
  #room = 0;
  readonly #codes: GrowingBuffer;
  readonly #list: GrowingBuffer;
  readonly #found: GrowingBuffer;
  readonly #view: RowView;
  /** What the table stands for. */
  #known: readonly Vector[] = [];
  /** Positions of the keys whose codes make up a place in it. */
  #coding: readonly number[] = [];
  /** Rows that were looked for in it, and those whose code it did not have. */
  #rows = 0;
  #newRows = 0;

  constructor(region: Region) {
    this.#region = region;
    this.#codes = new GrowingBuffer(region);
    this.#list = new GrowingBuffer(region);
    this.#found = new GrowingBuffer(region);
    this.#view = new RowView(region);
  }

  /** The rows' groups to `out`; false, and nothing done, where the columns are not such or have too many codes. */
  assign(columns: readonly Vector[], rows: number, out: Pointer, find: FindGroups): boolean {
    if (columns.length === 0 || !columns.every(hasLastingSlots)) return false;
    const coding = codingOf(columns);
    const coded = coding.map((at) => columns[at] as Vector);
    const codes = coded.reduce((product, { slots }) => product * slots, 1);
    if (codes > Math.min(rows, MOST_CODES) && !mayHaveMany(columns, codes, coding)) return false;
    const table = this.#tableFor(columns, coding, codes);
    if (table === 0) return false;
    const kernels = hashKernels(this.#region.arena);
    const { index, slots } = coded.at(-1) as Vector;
    const prefix = this.#prefix(coded, rows);
    const list = this.#list.reserve(4 * rows);
    const unknown = kernels.codesToGroups(prefix, index, slots, rows, codes, table, out, list);
    this.#rows += rows;
    this.#newRows += unknown;
    if (unknown === 0) return true;
    const found = this.#found.reserve(4 * unknown);
    // What is asked for is marked: the table is none until it has been learned.
    this.#known = [];
    find(this.#view.show(columns, list, unknown), unknown, found);
    this.#known = columns;
    kernels.codesLearn(prefix, index, slots, list, unknown, found, table);
    kernels.codesToGroups(prefix, index, slots, rows, codes, table, out, list);
    return true;
  }

  close(): void {
    for (const buffer of [this.#codes, this.#list, this.#found]) buffer.free();
    this.#view.close();
    this.#freeTable();
  }

  /** A u32 per code; 0 where there is no room for so many, or they were of no use. */
  #tableFor(columns: readonly Vector[], coding: readonly number[], codes: number): Pointer {
    const region = this.#region;
    if (this.#isKnown(columns, coding)) {
      const isTried = codes > MOST_CODES && TRIED_PART * this.#rows >= codes;
      if (isTried && this.#newRows > MOST_NEW * this.#rows) this.#freeTable();
      return this.#table;
    }
    const room = Math.max(codes, MOST_CODES);
    if (room > this.#room) {
      this.#freeTable();
      const isTooLarge = codes > MOST_CODES && 4 * room * PART_OF_FREE > region.freeBytes;
      this.#table = isTooLarge ? 0 : region.tryAllocate(4 * room);
      this.#room = this.#table === 0 ? 0 : room;
    }
    this.#known = columns;
    this.#coding = coding;
    this.#rows = this.#newRows = 0;
    if (this.#table !== 0) fillBytes(region.arena, 0xff, this.#table, this.#table + 4 * codes);
    return this.#table;
  }

  #freeTable(): void {
    this.#region.free(this.#table);
    this.#table = this.#room = 0;
  }

  #isKnown(columns: readonly Vector[], coding: readonly number[]): boolean {
    const [known, before] = [this.#known, this.#coding];
    if (columns.length !== known.length || coding.length !== before.length) return false;
    return (
      coding.every((position, at) => position === before[at]) &&
      columns.every((column, at) => isSame(column, known[at] as Vector))
    );
  }

  /** The rows' codes over all columns but the last; 0 when there is but one. */
  #prefix(columns: readonly Vector[], rows: number): Pointer {
    const { codesCombine } = hashKernels(this.#region.arena);
    let prefix = columns.length === 1 ? 0 : (columns[0] as Vector).index;
    for (const { index, slots } of columns.slice(1, -1)) {
      const codes = this.#codes.reserve(4 * rows);
      codesCombine(prefix, index, slots, rows, codes);
      prefix = codes;
    }
    return prefix;
  }
}

/** Whether a table of many codes may be better than looking each row's keys up: not for a number, which is as good as its code. */
function mayHaveMany(columns: readonly Vector[], codes: number, coding: readonly number[]): boolean {
  return coding.length === 1 && codes <= MOST_SLOTS && (columns.length > 1 || columns[0]?.storage === "ref");
}

/** Positions of the columns that differ in which slot a row shows: the first of those that have the same rows of codes. */
function codingOf(columns: readonly Vector[]): readonly number[] {
  const positions: number[] = [];
  for (const [position, { index, slots }] of columns.entries()) {
    const isNew = positions.every((at) => columns[at]?.index !== index || columns[at]?.slots !== slots);
    if (isNew) positions.push(position);
  }
  return positions;
}

/** The same slots: whatever rows show of them. */
function isSame(left: Vector, right: Vector): boolean {
  const { dictionary, data, slots, validity } = left;
  return dictionary === right.dictionary && data === right.data && slots === right.slots && validity === right.validity;
}
