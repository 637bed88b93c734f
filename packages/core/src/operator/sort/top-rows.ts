// The first rows of an order, of all that pass by: keeps a few times as many as are asked for, and when that is
// full, sorts them and drops the rest. From then on rows that do not come before the last one kept are passed over
// without being copied.
import type { Pointer } from "../../arena/arena.ts";
import { sliceVector } from "../../column/slice.ts";
import { type Batch, completed, type Vector } from "../../column/vector.ts";
import {
  allocateSortKeys,
  releaseSortKeys,
  rowsBefore,
  type SortKeys,
  type SortLayout,
  sortLayout,
} from "../../kernel/sort-key.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore, type RowStoreData } from "../row-store.ts";
import { chunkColumns, concatRows, releaseFlatRows } from "../row-store-read.ts";
import { RowView } from "../row-view.ts";
import type { SortSpec } from "../spec.ts";
import { orderRows } from "./order-rows.ts";
import { SortKeyWriter, sortColumns } from "./sort-key-writer.ts";
import { keyColumns, type SortPlan } from "./sort-plan.ts";
import { firstKeyOf } from "./top-bound.ts";

const LEAST_ROOM = 16384;
/** Behind the first bound fewer rows pass with each that follows: a nearer bound is worth sorting few. */
const LEAST_ROOM_LATER = 1024;

export class TopRows {
  readonly #context: TaskContext;
  readonly #spec: SortSpec;
  readonly #plan: SortPlan;
  readonly #limit: number;
  #room: number;
  readonly #layout: SortLayout;
  #store: RowStore;
  /** The key of the last row kept, once there are as many as are asked for. */
  #bound: SortKeys | undefined;
  readonly #boundWriter: SortKeyWriter;
  #keyBound: bigint | undefined;
  /** Keys of the batch at hand. */
  readonly #keys: SortKeys;
  readonly #writer: SortKeyWriter;
  readonly #list: Pointer;
  readonly #view: RowView;

  constructor(context: TaskContext, spec: SortSpec, plan: SortPlan, limit: number) {
    const { region, batchRows } = context;
    this.#context = context;
    this.#spec = spec;
    this.#plan = plan;
    this.#limit = limit;
    this.#room = Math.max(4 * limit, LEAST_ROOM);
    // The bound and the batches are compared: their records have one layout, whatever is NULL.
    this.#layout = sortLayout(sortColumns(spec.keys, []));
    this.#store = RowStore.create(region, plan.types);
    this.#boundWriter = new SortKeyWriter(region, this.#layout);
    this.#keys = allocateSortKeys(region, this.#layout, batchRows);
    this.#writer = new SortKeyWriter(region, this.#layout);
    this.#list = region.allocate(4 * batchRows);
    this.#view = new RowView(region);
  }

  /** Takes rows with all kept columns; of a batch of which none can be wanted those left unread stay so. */
  add(batch: Batch): void {
    const passed = this.#bound === undefined ? batch : this.#before(this.#bound, batch);
    if (passed.rows === 0) return;
    this.#store.append(completed(passed));
    if (this.#store.rows >= this.#room) this.#shrink();
  }

  get rows(): number {
    return this.#store.rows;
  }

  /** Drops what is kept beyond what is asked for: the bound is as near as it can be. */
  keyBound(): bigint | undefined {
    if (this.#store.rows > this.#limit) this.#shrink();
    return this.#keyBound;
  }

  /** The rows that are left, in no order. */
  finish(): RowStoreData {
    if (this.#store.rows > this.#limit) this.#shrink();
    return this.collect();
  }

  /** All that are kept: more than are asked for, without copying those. */
  collect(): RowStoreData {
    this.#close();
    return this.#store.finish();
  }

  release(): void {
    this.#close();
    this.#store.release();
  }

  #before(bound: SortKeys, batch: Batch): Batch {
    const { region } = this.#context;
    this.#writer.write(this.#keys, keyColumns(this.#plan, batch.columns), 0, batch.rows);
    const rows = rowsBefore(region, { ...this.#keys, rows: batch.rows }, bound, 0, this.#list) >>> 0;
    this.#writer.forget();
    if (rows === batch.rows) return batch;
    if (rows === 0) return { rows, columns: batch.columns };
    return { rows, columns: this.#view.show(completed(batch).columns, this.#list, rows) };
  }

  /** Keeps the first rows only, in order. */
  #shrink(): void {
    const { region } = this.#context;
    const flat = runToEnd(concatRows(region, this.#plan.types, [this.#store.finish()]), this.#context);
    this.#store = RowStore.create(region, this.#plan.types);
    const order = runToEnd(orderRows(region, this.#spec, this.#plan, flat), this.#context);
    const { batchRows } = this.#context;
    for (let from = 0; from < this.#limit; from += batchRows) {
      const rows = Math.min(batchRows, this.#limit - from);
      this.#store.append({ rows, columns: flat.columns.map((column) => ({ ...column, index: order + 4 * from })) });
    }
    region.free(order);
    releaseFlatRows(region, flat);
    this.#room = Math.max(4 * this.#limit, LEAST_ROOM_LATER);
    this.#setBound();
  }

  #setBound(): void {
    const { region } = this.#context;
    if (this.#bound !== undefined) releaseSortKeys(region, this.#bound);
    this.#boundWriter.forget();
    this.#bound = allocateSortKeys(region, this.#layout, 1);
    const { types, chunks } = this.#store.toData();
    const last = chunks.at(-1);
    if (last === undefined) return;
    const row = chunkColumns(types, last).map((column): Vector => sliceVector(column, last.rows - 1, 1));
    this.#boundWriter.write(this.#bound, keyColumns(this.#plan, row), 0, 1);
    this.#keyBound = firstKeyOf(region.arena, this.#spec, row);
  }

  #close(): void {
    const { region } = this.#context;
    if (this.#bound !== undefined) releaseSortKeys(region, this.#bound);
    this.#bound = undefined;
    this.#boundWriter.close();
    releaseSortKeys(region, this.#keys);
    this.#writer.close();
    region.free(this.#list);
    this.#view.close();
  }
}

/** Runs what goes in slices in one go: only for few rows. */
function runToEnd<Result>(slices: Generator<void, Result>, context: TaskContext): Result {
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    context.checkCancelled();
  }
}
