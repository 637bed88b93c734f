// Counts that are the same as long as no NULL comes: count(*), count(x) and count(y) over the same rows, as averages
// of several columns ask for. The rows are counted once; a count whose input has a NULL takes what was counted so
// far and goes on by itself. Only while rows are consumed: settle() makes each state complete.
// Who sums in one pass (fused-sums.ts) counts all rows in it as well: `passed` is the state for that.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";
import { AggregateState } from "../../kernel/hash-aggregate.ts";
import { keyKernels } from "../../kernel/key.ts";
import { type AccumulatorPlan, isPlainCount } from "./aggregate-plan.ts";
import { type EvaluatedBatch, rowsOf } from "./evaluated.ts";
import type { FusedPlan } from "./fused-plan.ts";

/** The counts over the rows that one filter lets through. */
interface Family {
  readonly filter: number | undefined;
  readonly rows: AggregateState;
  /** Positions of the accumulators that are still counted together. */
  readonly members: Set<number>;
}

export class SharedCounts {
  readonly #region: Region;
  readonly #states: readonly AggregateState[];
  readonly #families: readonly Family[];
  /** The count of all rows, where someone else keeps it. */
  readonly passed: AggregateState | undefined;

  /** @param fused what is counted with the sums */
  constructor(
    region: Region,
    plans: readonly AccumulatorPlan[],
    states: readonly AggregateState[],
    fused: FusedPlan | undefined,
  ) {
    this.#region = region;
    this.#states = states;
    const byFilter = new Map<number | undefined, Set<number>>();
    for (const [at, plan] of plans.entries()) {
      if (!isPlainCount(plan)) continue;
      const members = byFilter.get(plan.filter);
      if (members === undefined) byFilter.set(plan.filter, new Set([at]));
      else members.add(at);
    }
    const passes = fused?.counts === true;
    this.#families = [...byFilter]
      .filter(([filter, members]) => members.size > 1 || (passes && filter === undefined))
      .map(([filter, members]) => ({
        filter,
        rows: AggregateState.create(region, { kind: "countRows" }),
        members,
      }));
    if (passes) this.passed = this.#families.find(({ filter }) => filter === undefined)?.rows;
  }

  /** Whether the accumulator at `at` is counted here for a batch whose input has this validity. */
  counts(at: number, validity: Pointer, groups: number): boolean {
    const family = this.#families.find(({ members }) => members.has(at));
    if (family === undefined) return false;
    if (validity === 0) return true;
    family.members.delete(at);
    this.#take(family, [at], groups);
    return false;
  }

  /** Counts a batch for the accumulators that are still together. */
  update(batch: EvaluatedBatch, groups: Pointer, groupCount: number): void {
    for (const { filter, rows, members } of this.#families) {
      const isPassed = rows === this.passed;
      if (members.size > 0 || isPassed) rows.reserve(groupCount);
      if (members.size === 0 || isPassed) continue;
      rows.update({ data: 0, index: 0, validity: 0 }, rowsOf(batch, filter, groups));
    }
  }

  /** Gives each state what was counted for it. */
  settle(groups: number): void {
    for (const family of this.#families) {
      this.#take(family, [...family.members], groups);
      family.members.clear();
    }
  }

  release(): void {
    for (const { rows } of this.#families) rows.release();
  }

  #take({ rows }: Family, members: readonly number[], groups: number): void {
    if (groups === 0 || members.length === 0) return;
    rows.reserve(groups);
    const same = this.#region.allocate(4 * groups);
    keyKernels(this.#region.arena).rowNumbers(groups, same);
    for (const at of members) (this.#states[at] as AggregateState).merge(rows.toData(), groups, same);
    this.#region.free(same);
  }
}
