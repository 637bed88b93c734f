// Groups of rows whose keys are all shown through dictionaries: found by the rows' codes, in a table that is learned
// as codes come. It stands for the dictionaries that the columns show; with others it is learned anew. Keys that are
// computed from one column have its codes: one of them says all.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import { isDictionary, type Vector } from "../../column/vector.ts";
import { hashKernels } from "../../kernel/hash.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { RowView } from "../row-view.ts";

/** A table that a near cache holds. */
const MOST_CODES = 4096;

/** Finds rows' groups by their keys: u32 each, to `out`. */
export type FindGroups = (columns: readonly Vector[], rows: number, out: Pointer) => void;

export class CodeGroups {
  readonly #region: Region;
  readonly #table: GrowingBuffer;
  readonly #codes: GrowingBuffer;
  readonly #list: GrowingBuffer;
  readonly #found: GrowingBuffer;
  readonly #view: RowView;
  /** What the table stands for. */
  #known: readonly Vector[] = [];
  /** Positions of the keys whose codes make up a place in it. */
  #coding: readonly number[] = [];

  constructor(region: Region) {
    this.#region = region;
    this.#table = new GrowingBuffer(region);
    this.#codes = new GrowingBuffer(region);
    this.#list = new GrowingBuffer(region);
    this.#found = new GrowingBuffer(region);
    this.#view = new RowView(region);
  }

  /** The rows' groups to `out`; false, and nothing done, where the columns are not such or have too many codes. */
  assign(columns: readonly Vector[], rows: number, out: Pointer, find: FindGroups): boolean {
    if (columns.length === 0 || !columns.every(isDictionary)) return false;
    const coding = codingOf(columns);
    const coded = coding.map((at) => columns[at] as Vector);
    const codes = coded.reduce((product, { slots }) => product * slots, 1);
    if (codes > Math.min(rows, MOST_CODES)) return false;
    const table = this.#tableFor(columns, coding, codes);
    const kernels = hashKernels(this.#region.arena);
    const { index, slots } = coded.at(-1) as Vector;
    const prefix = this.#prefix(coded, rows);
    const list = this.#list.reserve(4 * rows);
    const unknown = kernels.codesToGroups(prefix, index, slots, rows, codes, table, out, list);
    if (unknown === 0) return true;
    const found = this.#found.reserve(4 * unknown);
    find(this.#view.show(columns, list, unknown), unknown, found);
    kernels.codesLearn(prefix, index, slots, list, unknown, found, table);
    kernels.codesToGroups(prefix, index, slots, rows, codes, table, out, list);
    return true;
  }

  close(): void {
    for (const buffer of [this.#table, this.#codes, this.#list, this.#found]) buffer.free();
    this.#view.close();
  }

  #tableFor(columns: readonly Vector[], coding: readonly number[], codes: number): Pointer {
    const table = this.#table.reserve(4 * MOST_CODES);
    if (!this.#isKnown(columns, coding)) {
      fillBytes(this.#region.arena, 0xff, table, table + 4 * codes);
      this.#known = columns;
      this.#coding = coding;
    }
    return table;
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
