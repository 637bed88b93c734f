// Joins that put out those of the candidate pairs for which a predicate is true (inner, left, right, full, single):
// hash joins with a residual predicate, and nested loops. Probe rows that no pair showed come last, a batch's own
// after its pairs, where the join is outer on the probe side.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Batch } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type HashKernels, hashKernels } from "../../kernel/hash.ts";
import { type JoinKernels, joinKernels } from "../../kernel/join.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { TaskContext } from "../operator.ts";
import { type BatchProbe, BLOCKS_PER_SLICE } from "./batch-probe.ts";
import type { BuildSide } from "./build-side.ts";
import type { Candidates } from "./candidates.ts";
import { secondMatch } from "./hash-pairs.ts";
import { joinShape } from "./join-shape.ts";
import { PairFilter } from "./pair-predicate.ts";
import { type PairList, PairView } from "./pair-view.ts";

export interface FilteredPairsOptions {
  readonly join: PhysicalJoinKind;
  readonly side: BuildSide;
  readonly candidates: Candidates;
  /** Over probe columns followed by build columns; absent: every pair. */
  readonly predicate: PhysicalExpr | undefined;
}

export class FilteredPairs implements BatchProbe {
  readonly #context: TaskContext;
  readonly #join: PhysicalJoinKind;
  readonly #side: BuildSide;
  readonly #candidates: Candidates;
  readonly #kernels: JoinKernels;
  readonly #hash: HashKernels;
  readonly #filter: PairFilter;
  readonly #view: PairView;
  /** A byte per probe row: 1 = a pair was put out. 0 when nobody asks. */
  readonly #states: Pointer;
  /** Probe rows without a pair, and the number of the NULL row for each. */
  readonly #unmatched: Pointer;
  readonly #nothing: Pointer;

  constructor(context: TaskContext, { join, side, candidates, predicate }: FilteredPairsOptions) {
    const { arena, region, batchRows } = context;
    const { isProbeOuter } = joinShape(join);
    this.#context = context;
    this.#join = join;
    this.#side = side;
    this.#candidates = candidates;
    this.#kernels = joinKernels(arena);
    this.#hash = hashKernels(arena);
    this.#filter = new PairFilter(context, predicate);
    this.#view = new PairView(context);
    this.#states = isProbeOuter ? region.allocate(batchRows) : 0;
    this.#unmatched = isProbeOuter ? region.allocate(4 * batchRows) : 0;
    this.#nothing = isProbeOuter ? region.allocate(4 * batchRows) : 0;
    if (isProbeOuter) arena.view().u32.fill(side.rows, this.#nothing >>> 2, (this.#nothing >>> 2) + batchRows);
  }

  *probe(batch: Batch): Generator<Batch, void> {
    const { arena } = this.#context;
    const candidates = this.#candidates;
    if (this.#states !== 0) fillBytes(arena, 0, this.#states, this.#states + batch.rows);
    candidates.begin(batch);
    for (let idle = 1; ; idle++) {
      const count = candidates.next(0);
      if (count === 0) break;
      const { probe, build } = candidates;
      const kept = this.#filter.keep(batch, this.#side, { rows: count, probe, build });
      this.#note(kept);
      if (kept.rows === 0 && idle % BLOCKS_PER_SLICE !== 0) continue;
      idle = 0;
      yield this.#output(batch, kept);
    }
    if (this.#states === 0) return;
    const rows = this.#kernels.joinSelectState(this.#states, batch.rows, 0, this.#unmatched);
    if (rows > 0) yield this.#output(batch, { rows, probe: this.#unmatched, build: this.#nothing });
  }

  /** Remembers which rows of either side have a pair. */
  #note({ rows, probe, build }: PairList): void {
    if (this.#side.marks !== 0) this.#hash.joinMark(build, rows, this.#side.marks);
    if (this.#states === 0) return;
    const again = this.#kernels.joinHitOnce(probe, 0, rows, this.#states);
    if (again !== 0 && this.#join === "single") throw secondMatch();
  }

  #output(batch: Batch, pairs: PairList): Batch {
    return { rows: pairs.rows, columns: this.#view.columns(batch, this.#side, pairs) };
  }

  close(): void {
    this.#candidates.close();
    this.#filter.close();
    this.#view.close();
    for (const pointer of [this.#states, this.#unmatched, this.#nothing]) this.#context.region.free(pointer);
  }
}
