// A batch's rows as an aggregate's accumulators see them: its expressions evaluated, numerics as wide as their
// type says, and for each filter the rows for which it is true.
import type { Pointer } from "../../arena/arena.ts";
import { Projection } from "../../codegen/projection.ts";
import { sliceBatch } from "../../column/slice.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { hashKernels } from "../../kernel/hash.ts";
import type { AggregateRows } from "../../kernel/hash-aggregate.ts";
import { storageOf, storageWidth } from "../../type/storage.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { TaskContext } from "../operator.ts";
import { copySlots } from "../row-store-slots.ts";
import type { AggregatePlan } from "./aggregate-plan.ts";

/** A batch as the accumulators see it: the plan's expressions, and the rows that its filters let through. */
export interface EvaluatedBatch {
  readonly rows: number;
  /** By position in the plan's expressions; those that are fused only (fused-sums.ts) are not there. */
  readonly columns: readonly Vector[];
  /** The rows as they came. */
  readonly source: Batch;
  /** By the filter's position: u32 row numbers. */
  readonly lists: ReadonlyMap<number, { readonly list: Pointer; readonly rows: number }>;
}

/** The rows that a filter (its position) lets through, or all; `groups`: u32 per row. */
export function rowsOf(batch: EvaluatedBatch, filter: number | undefined, groups: Pointer): AggregateRows {
  if (filter === undefined) return { rows: batch.rows, list: 0, groups };
  const passed = batch.lists.get(filter);
  if (passed === undefined) throw internal("a filter was not evaluated");
  return { ...passed, groups };
}

export class Evaluation {
  readonly #context: TaskContext;
  /** Positions of columns that accumulators read. */
  readonly #inputs: ReadonlySet<number>;
  readonly #projection: Projection;
  /** Positions of what is evaluated. */
  readonly #positions: readonly number[];
  readonly #lists: ReadonlyMap<number, GrowingBuffer>;
  readonly #wide: readonly GrowingBuffer[];

  /** @param unread positions of expressions that need not be evaluated */
  constructor(context: TaskContext, plan: AggregatePlan, unread: ReadonlySet<number>) {
    this.#context = context;
    this.#inputs = new Set([...plan.accumulators, ...plan.distincts].flatMap(({ input }) => input ?? []));
    this.#positions = [...plan.exprs.keys()].filter((position) => !unread.has(position));
    this.#projection = new Projection(
      context,
      this.#positions.map((position) => plan.exprs[position] as PhysicalExpr),
    );
    this.#lists = new Map(plan.filters.map((filter) => [filter, new GrowingBuffer(context.region)]));
    this.#wide = plan.exprs.map(() => new GrowingBuffer(context.region));
  }

  /** Of the first rows of a batch, as many as there is room for. Valid until the next call. */
  evaluateFirst(batch: Batch): EvaluatedBatch {
    const columns: Vector[] = [];
    const { rows, columns: evaluated } = this.#projection.evaluateFirst(batch);
    for (const [at, column] of evaluated.entries()) {
      const position = this.#positions[at] as number;
      columns[position] = this.#widen(column, position, rows);
    }
    const lists = new Map<number, { list: Pointer; rows: number }>();
    for (const [filter, buffer] of this.#lists) {
      const { data, index, validity } = columns[filter] as Vector;
      const list = buffer.reserve(4 * rows);
      const passed = hashKernels(this.#context.arena).rowsOfTrue(data, index, validity, rows, list);
      lists.set(filter, { list, rows: passed });
    }
    return { rows, columns, source: rows === batch.rows ? batch : sliceBatch(batch, 0, rows), lists };
  }

  close(): void {
    this.#projection.close();
    for (const buffer of [...this.#lists.values(), ...this.#wide]) buffer.free();
  }

  /** Keys are encoded from either width; states take one. */
  #widen(column: Vector, at: number, rows: number): Vector {
    const storage = storageOf(column.type);
    if (column.storage === storage || !this.#inputs.has(at)) return column;
    const { arena } = this.#context;
    const data = (this.#wide[at] as GrowingBuffer).reserve(rows * (storageWidth(storage) + 1));
    copySlots(arena, column, storage, rows, data);
    if (column.validity === 0) return { ...column, storage, data, index: 0, slots: rows, dictionary: 0 };
    const validity = data + rows * storageWidth(storage);
    copySlots(arena, { ...column, storage: "u8", data: column.validity }, "u8", rows, validity);
    return { ...column, storage, data, validity, index: 0, slots: rows, dictionary: 0 };
  }
}
