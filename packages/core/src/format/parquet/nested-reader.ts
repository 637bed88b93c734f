// Puts nested columns together: the leaves' levels say which lists and structs there are, kernels lay them out as values
// (kernel/assembly/list-layout.part.ts). From the leaves up, each node of the column's tree becomes a flat column with a
// slot for every place that it has: a row, or an element of the list that it is in.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes } from "../../arena/bulk-memory.ts";
import type { Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { type ListBatchKernels, listBatchKernels } from "../../kernel/list-batch.ts";
import { elementCode } from "../../type/element-code.ts";
import { storageWidth } from "../../type/storage.ts";
import type { FilePlace } from "./bad-file.ts";
import { ChunkContext, type DecodeKernels } from "./chunk-context.ts";
import type { ChunkInput } from "./chunk-input.ts";
import { type LeafEntries, LeafReader } from "./leaf-reader.ts";
import type { NestedColumn, NestedNode, ParquetLeaf } from "./schema.ts";

/** A node's slots, and a validity byte for each. */
interface Slots {
  readonly count: number;
  readonly data: Pointer;
  readonly validity: Pointer;
}

/** Where a node has places: lists are repeated this deep, and their elements are there from this level on. */
interface Places {
  readonly repetition: number;
  readonly least: number;
}

/** Rows that are put together at first, before it is known how long their lists are. */
const FIRST_ROWS = 1024;
/** Entries of a leaf that are put together at a time, about. */
const BATCH_ENTRIES = 1 << 17;

export class NestedReader {
  readonly #region: Region;
  readonly #lists: ListBatchKernels;
  readonly #column: NestedColumn;
  readonly #context: ChunkContext;
  readonly #leaves: LeafReader[] = [];
  /** What the batch in the caller's hands points to. */
  readonly #owned: Pointer[] = [];
  #entries: ReadonlyMap<number, LeafEntries> = new Map();
  /** Rows that are put together next: by the lists of those before. */
  #rows = FIRST_ROWS;

  /** @throws FfqError BAD_FILE or UNSUPPORTED */
  constructor(
    region: Region,
    kernels: DecodeKernels,
    column: NestedColumn,
    chunks: readonly ChunkInput[],
    place: FilePlace,
  ) {
    this.#region = region;
    this.#lists = listBatchKernels(region.arena);
    this.#column = column;
    const contexts = chunks.map(({ leaf, codec }) => new ChunkContext(region, kernels, leaf, codec, place));
    this.#context = contexts[0] as ChunkContext;
    try {
      for (const [position, chunk] of chunks.entries()) {
        this.#leaves.push(new LeafReader(contexts[position] as ChunkContext, chunk));
      }
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  stretch(_row: number, rows: number): number {
    return Math.min(rows, this.#rows);
  }

  moveTo(row: number): void {
    for (const leaf of this.#leaves) leaf.moveTo(row);
  }

  take(rows: number): Vector {
    this.#free();
    this.#takeEntries(rows);
    const most = Math.max(rows, ...Array.from(this.#entries.values(), ({ count }) => count));
    this.#rows = Math.max(1, Math.floor((BATCH_ENTRIES * rows) / most));
    const { tree, type } = this.#column;
    const slots = this.#slots(tree, { repetition: 0, least: 0 });
    if (slots.count !== rows) throw this.#context.bad("the levels have other rows than their page");
    const { parquet } = this.#context.kernels;
    const nulls = parquet.countLevels(slots.validity, rows, 0);
    const validity = nulls > 0 ? slots.validity : 0;
    return { type, storage: "ref", data: slots.data, validity, index: 0, slots: rows, dictionary: 0 };
  }

  close(): void {
    this.#free();
    for (const leaf of this.#leaves.splice(0)) leaf.close();
  }

  #takeEntries(rows: number): void {
    this.#entries = new Map(
      this.#leaves.map((reader, position) => [(this.#column.leaves[position] as ParquetLeaf).chunk, reader.take(rows)]),
    );
  }

  #slots(node: NestedNode, places: Places): Slots {
    switch (node.kind) {
      case "leaf":
        return this.#leafSlots(node.leaf, places);
      case "list":
        return this.#listSlots(node, places);
      case "struct":
        return this.#structSlots(node, places);
    }
  }

  /** Moves the values that are there to their places. */
  #leafSlots(leaf: ParquetLeaf, places: Places): Slots {
    const entries = this.#entriesOf(leaf);
    const { data: validity, count } = this.#marks(entries, places, leaf.maxDefinition);
    const width = storageWidth(leaf.storage);
    const data = this.#allocate(count * width);
    copyBytes(this.#region.arena, data, entries.values, entries.present * width);
    const { parquet } = this.#context.kernels;
    if (parquet.countLevels(validity, count, 1) !== entries.present)
      throw this.#context.bad("levels that do not agree");
    if (entries.present < count) parquet.spread(data, validity, count, entries.present, Math.log2(width), 0);
    return { count, data, validity };
  }

  #listSlots(node: Extract<NestedNode, { kind: "list" }>, { repetition, least }: Places): Slots {
    const entries = this.#entriesOf(firstLeaf(node));
    const ends = this.#allocate((entries.count + 1) * 4);
    const validity = this.#allocate(entries.count);
    const { count: all, repetitions, definitions } = entries;
    const { parquet } = this.#context.kernels;
    const count = this.#context.status(
      parquet.listEnds(repetitions, definitions, all, repetition, least, node.definition, ends, validity),
    );
    const element = this.#slots(node.element, { repetition: node.repetition, least: node.definition });
    if (this.#region.arena.view().u32[(ends >>> 2) + count] !== element.count) {
      throw this.#context.bad("levels of one list that do not agree");
    }
    const code = codeOf(node.element);
    const bytes = Number(this.#lists.makeListsBytes(ends, count, code, element.data, element.validity));
    const heap = this.#allocate(bytes);
    const data = this.#allocate(count * 8);
    this.#lists.makeLists(ends, validity, count, code, element.data, element.validity, data, heap);
    return { count, data, validity };
  }

  #structSlots(node: Extract<NestedNode, { kind: "struct" }>, places: Places): Slots {
    const entries = this.#entriesOf(firstLeaf(node));
    const { data: validity, count } = this.#marks(entries, places, node.definition);
    const sizes = this.#region.allocateZeroed(count * 4);
    this.#owned.push(sizes);
    const fields = node.fields.map((field) => {
      const slots = this.#slots(field, places);
      if (slots.count !== count) throw this.#context.bad("levels of one struct that do not agree");
      const code = codeOf(field);
      this.#lists.addFieldBytes(code, slots.data, slots.validity, count, sizes);
      return { ...slots, code };
    });
    const bytes = this.#context.kernels.parquet.sumWords(sizes, count);
    const heap = this.#allocate(bytes + count * this.#lists.structHead(fields.length));
    const data = this.#allocate(count * 8);
    this.#lists.openStructs(fields.length, validity, sizes, count, data, heap);
    for (const [position, field] of fields.entries()) {
      this.#lists.putFields(position, field.code, field.data, field.validity, count, data);
    }
    return { count, data, validity };
  }

  /** A byte for each place: whether the level reaches `valid`. */
  #marks(entries: LeafEntries, { repetition, least }: Places, valid: number): Omit<Slots, "validity"> {
    const data = this.#allocate(entries.count);
    const { repetitions, definitions, count: all } = entries;
    const { parquet } = this.#context.kernels;
    return { data, count: parquet.placeMarks(repetitions, definitions, all, repetition, least, valid, data) };
  }

  #entriesOf(leaf: ParquetLeaf): LeafEntries {
    return this.#entries.get(leaf.chunk) as LeafEntries;
  }

  #allocate(bytes: number): Pointer {
    const pointer = this.#region.allocate(Math.max(bytes, 8));
    this.#owned.push(pointer);
    return pointer;
  }

  #free(): void {
    for (const pointer of this.#owned.splice(0)) this.#region.free(pointer);
  }
}

function codeOf(node: NestedNode): number {
  return elementCode(node.kind === "leaf" ? node.leaf.type : node.type);
}

function firstLeaf(node: NestedNode): ParquetLeaf {
  let at = node;
  while (at.kind !== "leaf") at = at.kind === "list" ? at.element : (at.fields[0] as NestedNode);
  return at.leaf;
}
