// The elements of lists as rows: each input row as often as the longest of its lists is, its columns seen through an
// index, with each list's element or NULL behind its last one. Elements that are bytes are shown where they lie.
import type { Pointer } from "../arena/arena.ts";
import { Projection } from "../codegen/projection.ts";
import type { Batch, Field, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { columnKernels } from "../kernel/column.ts";
import { type ListBatchKernels, listBatchKernels } from "../kernel/list-batch.ts";
import { elementOf } from "../type/list-value.ts";
import { INT8, type LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "./operator.ts";
import { PartedInput } from "./parted-input.ts";
import { RowView } from "./row-view.ts";

export interface UnnestCall {
  readonly lists: readonly PhysicalExpr[];
  /** A row without elements comes once. */
  readonly outer: boolean;
}

/** @param fields of the output: the input's, the elements', and maybe the elements' number */
export function createUnnest(
  context: TaskContext,
  call: UnnestCall,
  fields: readonly Field[],
  input: BatchSource,
): BatchSource {
  return new Unnest(context, call, fields.length, input);
}

/** An input batch with its lists, and how many rows each of its rows gives. */
interface Opened {
  readonly batch: Batch;
  readonly lists: readonly Vector[];
  /** i64 per row. */
  readonly elements: Pointer;
  readonly repeats: Pointer;
}

class Unnest implements BatchSource {
  readonly #context: TaskContext;
  readonly #types: readonly LogicalType[];
  readonly #outer: boolean;
  readonly #fields: number;
  readonly #input: PartedInput;
  readonly #kernels: ListBatchKernels;
  readonly #projection: Projection;
  readonly #counts: GrowingBuffer;
  readonly #cursor: Pointer;
  readonly #numbers: Pointer;
  readonly #ordinals: Pointer;
  readonly #known: Pointer;
  readonly #outputs: readonly { readonly data: Pointer; readonly validity: Pointer }[];
  readonly #view: RowView;
  #current: Opened | undefined;

  constructor(context: TaskContext, { lists, outer }: UnnestCall, fields: number, input: BatchSource) {
    const { region, batchRows } = context;
    this.#context = context;
    this.#types = lists.map(({ type }) => elementOf(type));
    this.#outer = outer;
    this.#fields = fields;
    this.#input = new PartedInput(input);
    this.#kernels = listBatchKernels(region.arena);
    this.#projection = new Projection(context, lists);
    this.#counts = new GrowingBuffer(region);
    this.#cursor = region.allocate(16);
    this.#numbers = region.allocate(4 * batchRows);
    this.#ordinals = region.allocate(8 * batchRows);
    this.#known = region.allocate(batchRows);
    this.#outputs = this.#types.map((type) => ({
      data: region.allocate(batchRows * storageWidth(storageOf(type))),
      validity: region.allocate(batchRows),
    }));
    this.#view = new RowView(region);
  }

  next(): Batch | undefined {
    for (let idle = 1; ; idle++) {
      this.#current ??= this.#open();
      if (this.#current === undefined) return undefined;
      const rows = this.#step(this.#current);
      if (rows > 0 || idle === IDLE_BATCHES) return { rows, columns: this.#columns(this.#current, rows) };
      this.#current = undefined;
      this.#context.checkCancelled();
    }
  }

  close(): void {
    const { region } = this.#context;
    this.#projection.close();
    this.#counts.free();
    this.#view.close();
    for (const pointer of [this.#cursor, this.#numbers, this.#ordinals, this.#known]) region.free(pointer);
    for (const { data, validity } of this.#outputs) {
      region.free(data);
      region.free(validity);
    }
    this.#input.close();
  }

  #open(): Opened | undefined {
    const next = this.#input.next();
    if (next === undefined) return undefined;
    const { arena } = this.#context;
    const { rows, columns: lists } = this.#projection.evaluateFirst(next);
    this.#input.taken(next, rows);
    const batch = { rows, columns: next.columns };
    const elements = this.#counts.reserve(24 * Math.max(1, rows));
    const others = elements + 8 * rows;
    for (const [at, { data, index, validity }] of lists.entries()) {
      this.#kernels.countElements(data, index, validity, rows, at === 0 ? elements : others);
      if (at > 0) this.#kernels.greater(others, rows, elements);
    }
    let repeats = elements;
    if (this.#outer) {
      repeats = elements + 16 * rows;
      arena.view().i64.fill(1n, repeats >>> 3, (repeats >>> 3) + rows);
      this.#kernels.greater(elements, rows, repeats);
    }
    arena.view().u8.fill(0, this.#cursor, this.#cursor + 16);
    return { batch, lists, elements, repeats };
  }

  /** The next rows: which input row each is of, and the number of its elements. */
  #step({ batch, repeats }: Opened): number {
    const { arena, batchRows } = this.#context;
    const { u32, i64 } = arena.view();
    const [row, done] = [u32[this.#cursor >>> 2], i64[(this.#cursor + 8) >>> 3] as bigint];
    const rows = columnKernels(arena).repeatRows(repeats, 0, 0, batch.rows, this.#cursor, this.#numbers, batchRows);
    if (rows === 0) return 0;
    const isResumed = arena.view().u32[this.#numbers >>> 2] === row;
    this.#kernels.numberRepeats(this.#numbers, rows, isResumed ? done : 0n, this.#ordinals);
    return rows;
  }

  #columns({ batch, lists, elements }: Opened, rows: number): readonly Vector[] {
    const columns = [...this.#view.show(batch.columns, this.#numbers, rows)];
    for (const [at, list] of lists.entries()) columns.push(this.#elements(at, list, rows));
    if (columns.length < this.#fields) columns.push(this.#ordinality(elements, rows));
    if (columns.length !== this.#fields) throw internal(`${this.#fields} columns of rows with ${columns.length}`);
    return columns;
  }

  #elements(at: number, { data, index, validity }: Vector, rows: number): Vector {
    const type = this.#types[at] as LogicalType;
    const storage = storageOf(type);
    const output = this.#outputs[at] as { readonly data: Pointer; readonly validity: Pointer };
    const isRef = storage === "ref" ? 1 : 0;
    const nulls = this.#kernels.elementsAt(
      data,
      index,
      validity,
      this.#numbers,
      this.#ordinals,
      rows,
      storageWidth(storage),
      isRef,
      output.data,
      output.validity,
    );
    const valid = nulls === 0 ? 0 : output.validity;
    return { type, storage, data: output.data, validity: valid, index: 0, slots: rows, dictionary: 0 };
  }

  #ordinality(elements: Pointer, rows: number): Vector {
    if (this.#outer) this.#kernels.withinCounts(elements, this.#numbers, this.#ordinals, rows, this.#known);
    const validity = this.#outer ? this.#known : 0;
    return { type: INT8, storage: "i64", data: this.#ordinals, validity, index: 0, slots: rows, dictionary: 0 };
  }
}
