// Leaves out rows whose rank is certain to be greater than what is wanted, before they are kept and sorted: for each
// partition the least words so far (rank-words.ts), as many as ranks are wanted. It only ever leaves out rows; the
// ranks of those that are left, and the condition above, decide. Where it does not pay it lets everything through.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { windowKernels } from "../../kernel/window.ts";
import type { RankLimit } from "../../physical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { GroupKeys } from "../aggregate/group-keys.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { RowView } from "../row-view.ts";
import { RankWords } from "./rank-words.ts";
import { partitionColumns, partitionTypes, type WindowPlan } from "./window-plan.ts";

const RANKINGS: Readonly<Record<RankLimit["ranking"], number>> = { "row-number": 0, rank: 1, "dense-rank": 2 };

/** The most words of all partitions: what they take has to be far less than the rows. */
const MOST_WORDS = 1 << 22;
/** Words of dense_rank() are sought one by one. */
const MOST_DENSE = 32;
/** After so many rows it is seen whether leaving out pays: when more than this part of them went through, it does not. */
const TRIAL_ROWS = 1 << 17;
const TRIAL_PART = 0.95;

export class RankFilter {
  readonly #region: Region;
  readonly #plan: WindowPlan;
  readonly #limit: RankLimit;
  readonly #keys: GroupKeys | undefined;
  readonly #words: RankWords;
  readonly #groups: GrowingBuffer;
  readonly #list: GrowingBuffer;
  readonly #view: RowView;
  #heaps: Pointer = 0;
  /** Partitions that `#heaps` has room for. */
  #capacity = 0;
  #isOpen = true;
  #seen = 0;
  #passed = 0;

  private constructor(region: Region, plan: WindowPlan, limit: RankLimit) {
    this.#region = region;
    this.#plan = plan;
    this.#limit = limit;
    const types: readonly LogicalType[] = partitionTypes(plan);
    this.#keys = types.length === 0 ? undefined : GroupKeys.create(region, types);
    this.#words = new RankWords(region, plan.sortSpec.keys.slice(plan.partitionKeys));
    this.#groups = new GrowingBuffer(region);
    this.#list = new GrowingBuffer(region);
    this.#view = new RowView(region);
  }

  /** undefined: too many ranks are wanted. */
  static create(region: Region, plan: WindowPlan, limit: RankLimit): RankFilter | undefined {
    const most = limit.ranking === "dense-rank" ? MOST_DENSE : MOST_WORDS;
    return limit.most > most ? undefined : new RankFilter(region, plan, limit);
  }

  /** The rows, with all kept columns, that may be wanted. Valid until the next call. */
  pass(batch: Batch): Batch {
    if (!this.#isOpen || batch.rows === 0) return batch;
    const { rows } = batch;
    const groups = this.#assign(batch);
    if (!this.#reserve()) {
      this.#shut();
      return batch;
    }
    const { ranking, most } = this.#limit;
    const words = this.#words.of(this.#firstKey(batch), rows);
    const list = this.#list.reserve(4 * rows);
    const { rowsWithin } = windowKernels(this.#region.arena);
    const exact = Number(this.#words.isExact);
    const passed = rowsWithin(words, groups, rows, this.#heaps, most, RANKINGS[ranking], exact, list) >>> 0;
    const shown = this.#show(batch, list, passed);
    this.#judge(rows, passed);
    return shown;
  }

  /** Whether a second look leaves out many of so many rows that went through. */
  isWorthAnotherLook(rows: number): boolean {
    return this.#isOpen && rows > 2 * this.#limit.most * (this.#keys?.count ?? 1);
  }

  /** Of rows that went through before: those that may be wanted, now that all have been seen. */
  passAgain(batch: Batch): Batch {
    const { rows } = batch;
    const groups = this.#assign(batch);
    const words = this.#words.of(this.#firstKey(batch), rows);
    const list = this.#list.reserve(4 * rows);
    const { rowsStillWithin } = windowKernels(this.#region.arena);
    const passed = rowsStillWithin(words, groups, rows, this.#heaps, this.#limit.most, list) >>> 0;
    return this.#show(batch, list, passed);
  }

  close(): void {
    this.#shut();
    this.#groups.free();
    this.#list.free();
    this.#view.close();
  }

  #firstKey({ columns }: Batch): Vector | undefined {
    const position = this.#plan.sortPlan.keys[this.#plan.partitionKeys];
    return position === undefined ? undefined : columns[position];
  }

  #assign({ columns, rows }: Batch): Pointer {
    return this.#keys === undefined ? 0 : this.#keys.assign(partitionColumns(this.#plan, columns), rows, this.#groups);
  }

  /** Places for the partitions so far; false: they would take too much. */
  #reserve(): boolean {
    const { most } = this.#limit;
    const groups = this.#keys?.count ?? 1;
    if (groups <= this.#capacity) return true;
    if (groups * most > MOST_WORDS) return false;
    const capacity = this.#keys === undefined ? 1 : Math.max(2 * this.#capacity, groups, 64);
    this.#heaps = this.#region.reallocate(this.#heaps, 8 * most * this.#capacity, 8 * most * capacity);
    const { i64 } = this.#region.arena.view();
    i64.fill(-1n, (this.#heaps >>> 3) + most * this.#capacity, (this.#heaps >>> 3) + most * capacity);
    this.#capacity = capacity;
    return true;
  }

  #show(batch: Batch, list: Pointer, rows: number): Batch {
    if (rows === batch.rows || rows === 0) return { ...batch, rows };
    return { rows, columns: this.#view.show(batch.columns, list, rows) };
  }

  #judge(rows: number, passed: number): void {
    this.#seen += rows;
    this.#passed += passed;
    if (this.#seen < TRIAL_ROWS) return;
    if (this.#passed > TRIAL_PART * this.#seen) this.#shut();
    this.#seen = this.#passed = 0;
  }

  #shut(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#keys?.release();
    this.#words.close();
    this.#region.free(this.#heaps);
    this.#heaps = 0;
  }
}
