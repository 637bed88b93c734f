// A compiled predicate over batches: which rows it is true for. The answer is a batch of the same columns seen
// through an index; nothing is copied, and columns that were left unread are read only where rows are left.
import type { Pointer } from "../arena/arena.ts";
import { type Batch, completed, isUnread, throughIndex, type Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { type ColumnKernels, columnKernels } from "../kernel/column.ts";
import { BatchFunction, type EvaluationContext } from "./batch-function.ts";
import type { ConjunctRows } from "./ordered-filter.ts";

export class Predicate {
  readonly #context: EvaluationContext;
  readonly #function: BatchFunction;
  readonly #kernels: ColumnKernels;
  readonly #rows: Pointer;
  /** Buffers for composed indexes, reused from batch to batch. */
  readonly #composed: Pointer[] = [];
  /** Columns of no rows. */
  #none: readonly Vector[] | undefined;

  constructor(context: EvaluationContext, predicate: PhysicalExpr) {
    this.#context = context;
    this.#function = new BatchFunction(context, "filter", [predicate]);
    this.#kernels = columnKernels(context.arena);
    this.#rows = context.region.allocate(context.batchRows * 4);
  }

  /** How many rows of the batch it is true for; `selected` lists them, ascending, until the next call. */
  select(batch: Batch): number {
    const compiled = this.#function.bind(batch);
    return this.#function.filter(compiled, batch.rows, this.#rows);
  }

  /** Address of the u32 row numbers that select() found. */
  get selected(): Pointer {
    return this.#rows;
  }

  /**
   * The rows of the batch for which the predicate is true. Valid until the next call.
   * @param leavesUnread columns that were left unread stay so, to be asked for by the caller
   */
  filter(batch: Batch, leavesUnread = false): Batch {
    const kept = this.select(batch);
    if (kept === 0) return { rows: 0, columns: (this.#none ??= batch.columns.map((column) => this.#emptied(column))) };
    const { columns, complete } = leavesUnread ? batch : completed(batch);
    if (kept === batch.rows) return complete === undefined ? { rows: kept, columns } : batch;
    // One list for both: what the columns that are there were shown through must stay.
    const indexes: Pointer[] = [];
    const shown = columns.map((column) => (isUnread(column) ? column : this.#shown(column, kept, indexes)));
    if (complete === undefined) return { rows: kept, columns: shown };
    let all: readonly Vector[] | undefined;
    const show = (): readonly Vector[] => complete().map((column) => this.#shown(column, kept, indexes));
    return { rows: kept, columns: shown, complete: () => (all ??= show()) };
  }

  /** The column's rows that select() found. @param indexes those of the batch that were composed so far */
  #shown(column: Vector, kept: number, indexes: Pointer[]): Vector {
    if (column.index === 0) return throughIndex(column, this.#rows);
    let at = indexes.indexOf(column.index);
    if (at < 0) {
      at = indexes.push(column.index) - 1;
      this.#kernels.gather32(column.index, this.#rows, this.#buffer(at), kept);
    }
    return throughIndex(column, this.#buffer(at));
  }

  /** What its conjuncts let through, as far as they ran in turn; one's several counts are added up. */
  get passedRows(): readonly ConjunctRows[] {
    return this.#function.passedRows;
  }

  #emptied({ type, storage }: Vector): Vector {
    return { type, storage, data: this.#rows, validity: 0, index: this.#rows, slots: 0, dictionary: 0 };
  }

  #buffer(position: number): Pointer {
    let buffer = this.#composed[position];
    if (buffer === undefined) {
      buffer = this.#context.region.allocate(this.#context.batchRows * 4);
      this.#composed[position] = buffer;
    }
    return buffer;
  }

  close(): void {
    this.#function.close();
    this.#context.region.free(this.#rows);
    for (const buffer of this.#composed) this.#context.region.free(buffer);
  }
}
