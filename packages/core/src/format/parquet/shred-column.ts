// Nested columns taken apart for writing: for each leaf its values, and the levels that say which lists and structs they are in
// (Dremel's, as nested-reader.ts puts them together). Piece by piece, and from the column down: every list has its elements
// as one column, and makes of each level entry as many as it has elements.
import type { ColumnPlaces } from "../../column/arena-batch.ts";
import { isValidRow } from "../../column/element-slots.ts";
import { elementsOf } from "../../column/list-elements.ts";
import { fieldsOf } from "../../column/nested-column.ts";
import type { ResultColumn } from "../../column/result-batch.ts";
import { type FfqError, unsupported } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";
import { type ColumnValues, gatherColumn } from "./gather-column.ts";
import { copyPlaces } from "./gathered-rows.ts";
import { nullInMap, nullRefused } from "./null-refused.ts";
import {
  leavesOfTree,
  type NestedWriteNode,
  type WriteLeaf,
  type WriteListNode,
  type WriteNode,
  type WriteStructNode,
} from "./write-tree.ts";

/** The level entries that a node's places have. */
interface Entries {
  readonly repetitions: Uint8Array;
  readonly definitions: Uint8Array;
  /** Where an entry's place is in the node's column; negative where what would hold it is NULL or empty. */
  readonly slots: Int32Array;
}

/** What was made of the pieces so far; all lies in the encoding memory. */
interface OpenLeaf {
  readonly leaf: WriteLeaf;
  readonly pieces: ColumnPlaces[];
  readonly levels: { readonly count: number; readonly repetitions: number; readonly definitions: number }[];
}

export interface LeafValues {
  readonly leaf: WriteLeaf;
  /** Good until the next leaf is asked for. */
  readonly values: ColumnValues;
}

/**
 * The leaves' values, one leaf after the other.
 * @param pieces rows of the column; they are good until something is allocated outside of the encoding memory
 * @throws FfqError UNSUPPORTED for arrays that are no lists, CONSTRAINT for a NULL where none may be
 */
export function* shredColumn(
  tree: NestedWriteNode,
  pieces: readonly ResultColumn[],
  space: EncodeSpace,
): Generator<LeafValues, void> {
  const shredder = new Shredder(tree, space);
  for (const piece of pieces) shredder.add(piece);
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  const mark = space.mark;
  for (const open of shredder.leaves) {
    yield { leaf: open.leaf, values: valuesOf(open, rows, space) };
    space.reset(mark);
  }
}

class Shredder {
  readonly leaves: readonly OpenLeaf[];
  readonly #tree: NestedWriteNode;
  readonly #space: EncodeSpace;
  readonly #byLeaf: ReadonlyMap<WriteLeaf, OpenLeaf>;

  constructor(tree: NestedWriteNode, space: EncodeSpace) {
    this.#tree = tree;
    this.#space = space;
    this.leaves = leavesOfTree(tree).map((leaf) => ({ leaf, pieces: [], levels: [] }));
    this.#byLeaf = new Map(this.leaves.map((open) => [open.leaf, open]));
  }

  add(column: ResultColumn): void {
    const { rows } = column;
    const slots = new Int32Array(rows);
    for (let row = 0; row < rows; row++) slots[row] = row;
    this.#descend(this.#tree, column, {
      repetitions: new Uint8Array(rows),
      definitions: new Uint8Array(rows),
      slots,
    });
  }

  #descend(node: WriteNode, column: ResultColumn, entries: Entries): void {
    if (!node.nullable) this.#refuseNulls(node, column, entries);
    switch (node.kind) {
      case "leaf":
        return this.#endAt(node.leaf, column, entries);
      case "list":
        return this.#descendList(node, column, entries);
      case "struct":
        return this.#descendStruct(node, column, entries);
      default:
        return unreachable(node);
    }
  }

  #descendList(node: WriteListNode, column: ResultColumn, entries: Entries): void {
    const { arePlain, offsets, column: elements } = elementsOf(column, node.type.element);
    if (!arePlain) throw this.#notPlain();
    this.#descend(node.element, elements, unfold(node, column, offsets, entries));
  }

  #descendStruct(node: WriteStructNode, column: ResultColumn, entries: Entries): void {
    const fields = fieldsOf(column, node.type.fields);
    const inside = within(node, column, entries);
    for (const [position, field] of node.fields.entries()) {
      this.#descend(field, fields[position] as ResultColumn, inside);
    }
  }

  #endAt(leaf: WriteLeaf, column: ResultColumn, { repetitions, definitions, slots }: Entries): void {
    const open = this.#byLeaf.get(leaf) as OpenLeaf;
    open.pieces.push(copyPlaces(this.#space, column));
    const count = slots.length;
    const places = { count, repetitions: this.#space.allocate(count), definitions: this.#space.allocate(count) };
    this.#space.u8(places.repetitions, count).set(repetitions);
    const own = this.#space.u8(places.definitions, count);
    for (let entry = 0; entry < count; entry++) {
      const slot = slots[entry] as number;
      const isThere = slot >= 0 && isValidRow(column.validity, slot);
      own[entry] = isThere ? leaf.maxDefinition : (definitions[entry] as number);
    }
    open.levels.push(places);
  }

  #refuseNulls(node: WriteNode, { nullCount, validity }: ResultColumn, { slots }: Entries): void {
    if (nullCount === 0 || slots.every((slot) => slot < 0 || isValidRow(validity, slot))) return;
    const { name } = this.#tree;
    throw node === this.#tree ? nullRefused(name) : nullInMap(name);
  }

  #notPlain(): FfqError {
    const what = "an array with several dimensions or a lower bound other than 1";
    return unsupported(`writing ${what} to Parquet (column "${this.#tree.name}")`, { hint: "Cast it to text." });
  }
}

/** The entries of a list's elements: one for each, and one for a list that has none. */
function unfold(
  { nullable, definition, repetition }: WriteListNode,
  { validity }: ResultColumn,
  offsets: Int32Array,
  { repetitions, definitions, slots }: Entries,
): Entries {
  let count = 0;
  for (const slot of slots) {
    count += slot < 0 ? 1 : Math.max(1, (offsets[slot + 1] as number) - (offsets[slot] as number));
  }
  const unfolded = {
    repetitions: new Uint8Array(count),
    definitions: new Uint8Array(count),
    slots: new Int32Array(count).fill(-1),
  };
  let at = 0;
  for (let entry = 0; entry < slots.length; entry++) {
    const slot = slots[entry] as number;
    unfolded.repetitions[at] = repetitions[entry] as number;
    const first = slot < 0 ? 0 : (offsets[slot] as number);
    const end = slot < 0 ? 0 : (offsets[slot + 1] as number);
    if (first === end) {
      const isEmpty = slot >= 0 && nullable && isValidRow(validity, slot);
      unfolded.definitions[at++] = isEmpty ? definition - 1 : (definitions[entry] as number);
      continue;
    }
    for (let element = first; element < end; element++, at++) {
      if (element > first) unfolded.repetitions[at] = repetition;
      unfolded.definitions[at] = definition;
      unfolded.slots[at] = element;
    }
  }
  return unfolded;
}

/** The entries of a struct's fields: the same, but for structs that are NULL. */
function within(
  { nullable, definition }: WriteStructNode,
  { validity }: ResultColumn,
  { repetitions, definitions, slots }: Entries,
): Entries {
  if (!nullable) return { repetitions, definitions, slots };
  const own = { repetitions, definitions: definitions.slice(), slots: slots.slice() };
  for (let entry = 0; entry < slots.length; entry++) {
    const slot = slots[entry] as number;
    if (slot < 0) continue;
    if (isValidRow(validity, slot)) own.definitions[entry] = definition;
    else own.slots[entry] = -1;
  }
  return own;
}

function valuesOf({ leaf, pieces, levels }: OpenLeaf, rows: number, space: EncodeSpace): ColumnValues {
  const count = levels.reduce((sum, piece) => sum + piece.count, 0);
  const places = { count, repetitions: space.allocate(count), definitions: space.allocate(count) };
  let at = 0;
  for (const piece of levels) {
    space.copy(piece.repetitions, piece.count, places.repetitions + at);
    space.copy(piece.definitions, piece.count, places.definitions + at);
    at += piece.count;
  }
  const { loaded } = gatherColumn(space, pieces, leaf.type, space);
  return { rows, loaded, levels: places };
}
