// Drops probe rows that a join's key filters know to match nothing, before anything else is done with them. Watches
// how many it drops, and stands aside when that is too few.
import type { Pointer } from "../../arena/arena.ts";
import { type Batch, completed, type Vector } from "../../column/vector.ts";
import { joinKernels } from "../../kernel/join.ts";
import { type BatchSource, IDLE_BATCHES, type TaskContext } from "../operator.ts";
import { RowView } from "../row-view.ts";
import type { KeyFilter } from "./key-filter.ts";

/** Rows after which a filter is judged, and the share of them that it may pass. */
const TRIAL_ROWS = 65536;
const MOST_SHARE = 0.6;

export function createKeyPrefilter(
  context: TaskContext,
  filters: readonly KeyFilter[],
  input: BatchSource,
): BatchSource {
  if (filters.length === 0) return input;
  return new KeyPrefilter(context, filters, input);
}

class KeyPrefilter implements BatchSource {
  readonly #context: TaskContext;
  readonly #input: BatchSource;
  readonly #view: RowView;
  readonly #list: Pointer;
  #filters: readonly KeyFilter[];
  /** Rows that came and rows that passed, by filter. */
  readonly #counts = new Map<KeyFilter, { came: number; passed: number }>();

  constructor(context: TaskContext, filters: readonly KeyFilter[], input: BatchSource) {
    this.#context = context;
    this.#input = input;
    this.#filters = filters;
    this.#view = new RowView(context.region);
    this.#list = context.region.allocate(4 * context.batchRows);
  }

  next(): Batch | undefined {
    for (let idle = 1; ; idle++) {
      const batch = this.#input.next();
      if (batch === undefined || this.#filters.length === 0) return batch;
      const rows = this.#select(batch);
      if (rows === batch.rows) return batch;
      if (rows > 0) return { rows, columns: this.#view.show(completed(batch).columns, this.#list, rows) };
      if (idle === IDLE_BATCHES) return { rows, columns: batch.columns };
      this.#context.checkCancelled();
    }
  }

  /** Lists the rows that pass all filters; answers how many. */
  #select({ rows, columns }: Batch): number {
    const kernels = joinKernels(this.#context.arena);
    let left = rows;
    for (const [at, filter] of this.#filters.entries()) {
      const { storage, data, index, validity } = columns[filter.column] as Vector;
      const test = storage === "i32" ? kernels.joinFilterI32 : kernels.joinFilterI64;
      const list = at === 0 ? 0 : this.#list;
      const { base, range, fold, bits } = filter;
      const passed = test(data, index, validity, list, left, base, range, fold, bits, this.#list);
      this.#judge(filter, left, passed);
      left = passed;
    }
    return left;
  }

  #judge(filter: KeyFilter, came: number, passed: number): void {
    const counts = this.#counts.get(filter) ?? { came: 0, passed: 0 };
    counts.came += came;
    counts.passed += passed;
    this.#counts.set(filter, counts);
    if (counts.came < TRIAL_ROWS || counts.passed <= MOST_SHARE * counts.came) return;
    this.#filters = this.#filters.filter((other) => other !== filter);
  }

  close(): void {
    this.#view.close();
    this.#context.region.free(this.#list);
    this.#input.close();
  }
}
