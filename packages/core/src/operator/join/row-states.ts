// Joins that put out each probe row at most once (semi, anti, mark): what a probe row comes to is a state, a byte
// a row (kernel/join.ts). Whoever decides the states of a batch is a RowDecider: by pairs here, by the hash table
// alone in hash-rows.ts.

import type { Pointer } from "../../arena/arena.ts";
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { JOIN_STATE, type JoinKernels, joinKernels } from "../../kernel/join.ts";
import { BOOL } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import type { BatchProbe } from "./batch-probe.ts";
import type { BuildSide } from "./build-side.ts";
import type { Candidates } from "./candidates.ts";
import { HitVerdict, type PairVerdict, TruthVerdict } from "./pair-verdict.ts";
import { PairView } from "./pair-view.ts";

export type RowJoinKind = "semi" | "anti" | "mark";

export interface RowDecider {
  /** Decides the states of a batch's rows, which are zeros at first. Yields from time to time. */
  decide(batch: Batch, states: Pointer): Iterable<void, void>;
  close(): void;
}

export class RowProbe implements BatchProbe {
  readonly #context: TaskContext;
  readonly #join: RowJoinKind;
  readonly #decider: RowDecider;
  readonly #kernels: JoinKernels;
  readonly #view: PairView;
  readonly #states: Pointer;
  /** Rows that stay; or the marks' values and their validity. */
  readonly #rows: Pointer;
  readonly #validity: Pointer;

  constructor(context: TaskContext, join: RowJoinKind, decider: RowDecider) {
    const { arena, region, batchRows } = context;
    this.#context = context;
    this.#join = join;
    this.#decider = decider;
    this.#kernels = joinKernels(arena);
    this.#view = new PairView(context);
    this.#states = region.allocate(batchRows);
    this.#rows = region.allocate(4 * batchRows);
    this.#validity = join === "mark" ? region.allocate(batchRows) : 0;
  }

  *probe(batch: Batch): Generator<Batch, void> {
    fillBytes(this.#context.arena, 0, this.#states, this.#states + batch.rows);
    for (const _ of this.#decider.decide(batch, this.#states)) yield this.#empty(batch);
    yield this.#output(batch);
  }

  #output(batch: Batch): Batch {
    if (this.#join === "mark") return this.#marked(batch);
    const want = this.#join === "semi" ? 1 : 0;
    const rows = this.#kernels.joinSelectState(this.#states, batch.rows, want, this.#rows);
    if (rows === batch.rows) return batch;
    return { rows, columns: this.#view.probeColumns(batch, { rows, probe: this.#rows }) };
  }

  #marked(batch: Batch): Batch {
    const { rows, columns } = batch;
    const hasNull = this.#kernels.joinMarks(this.#states, rows, this.#rows, this.#validity);
    return { rows, columns: [...columns, markColumn(this.#rows, hasNull === 0 ? 0 : this.#validity, rows)] };
  }

  #empty(batch: Batch): Batch {
    return {
      rows: 0,
      columns: this.#join === "mark" ? [...batch.columns, markColumn(this.#rows, 0, 0)] : batch.columns,
    };
  }

  close(): void {
    this.#decider.close();
    this.#view.close();
    for (const pointer of [this.#states, this.#rows, this.#validity]) this.#context.region.free(pointer);
  }
}

/** The bool column that a mark join adds. */
export function markColumn(data: Pointer, validity: Pointer, slots: number): Vector {
  return { type: BOOL, storage: "u8", data, validity, index: 0, slots, dictionary: 0 };
}

export interface CandidateRowsOptions {
  readonly join: RowJoinKind;
  readonly side: BuildSide;
  readonly candidates: Candidates;
  readonly predicate: PhysicalExpr;
}

/** Decides by a predicate over candidate pairs. */
export class CandidateRows implements RowDecider {
  readonly #candidates: Candidates;
  readonly #verdict: PairVerdict;

  constructor(context: TaskContext, { join, side, candidates, predicate }: CandidateRowsOptions) {
    this.#candidates = candidates;
    this.#verdict =
      join === "mark"
        ? new TruthVerdict(context, side, candidates, predicate, "hit")
        : new HitVerdict(context, side, candidates, predicate);
  }

  *decide(batch: Batch, states: Pointer): Generator<void, void> {
    this.#candidates.begin(batch);
    yield* this.#verdict.judge(batch, () => this.#candidates.next(states), states);
  }

  close(): void {
    this.#candidates.close();
    this.#verdict.close();
  }
}

/** Every row has a true pair: a nested loop without predicate over build rows that are there. */
export function decideAll(context: TaskContext): RowDecider {
  return {
    decide({ rows }: Batch, states: Pointer): Iterable<void, void> {
      fillBytes(context.arena, JOIN_STATE.hit, states, states + rows);
      return [];
    },
    close: () => {},
  };
}
