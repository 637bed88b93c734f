// What a predicate's answers over candidate pairs do to the states of their probe rows (kernel/join.ts).
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { JOIN_STATE, type JoinKernels, joinKernels } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import { BLOCKS_PER_SLICE } from "./batch-probe.ts";
import type { BuildSide } from "./build-side.ts";
import type { Candidates } from "./candidates.ts";
import { PairFilter, PairTruth } from "./pair-predicate.ts";

/** Pairs whose predicate's answer goes into the states of their probe rows. */
export interface PairVerdict {
  /** Takes the answers for all candidate pairs of a batch into its rows' states. Yields from time to time. */
  judge(batch: Batch, next: () => number, states: Pointer): Generator<void, void>;
  close(): void;
}

/** Two-valued: a true pair hits its row; what is not true does not matter. */
export class HitVerdict implements PairVerdict {
  readonly #kernels: JoinKernels;
  readonly #filter: PairFilter;
  readonly #side: BuildSide;
  readonly #block: Pick<Candidates, "probe" | "build">;

  constructor(
    context: TaskContext,
    side: BuildSide,
    block: Pick<Candidates, "probe" | "build">,
    predicate: PhysicalExpr | undefined,
  ) {
    this.#kernels = joinKernels(context.arena);
    this.#filter = new PairFilter(context, predicate);
    this.#side = side;
    this.#block = block;
  }

  *judge(batch: Batch, next: () => number, states: Pointer): Generator<void, void> {
    for (let blocks = 1; ; blocks++) {
      const rows = next();
      if (rows === 0) return;
      const { probe, build } = this.#block;
      const kept = this.#filter.keep(batch, this.#side, { rows, probe, build });
      this.#kernels.joinHit(kept.probe, 0, kept.rows, states);
      if (blocks % BLOCKS_PER_SLICE === 0) yield;
    }
  }

  close(): void {
    this.#filter.close();
  }
}

/** Three-valued: a NULL pair makes its row unsure, unless another one is true. */
export class TruthVerdict implements PairVerdict {
  readonly #kernels: JoinKernels;
  readonly #truth: PairTruth;
  readonly #side: BuildSide;
  readonly #block: Pick<Candidates, "probe" | "build">;
  readonly #whenTrue: number;

  /** `whenTrue`: "unsure" for pairs whose keys, one of them NULL, are not known to be equal. */
  constructor(
    context: TaskContext,
    side: BuildSide,
    block: Pick<Candidates, "probe" | "build">,
    predicate: PhysicalExpr,
    whenTrue: "hit" | "unsure",
  ) {
    this.#kernels = joinKernels(context.arena);
    this.#truth = new PairTruth(context, predicate);
    this.#side = side;
    this.#block = block;
    this.#whenTrue = JOIN_STATE[whenTrue];
  }

  *judge(batch: Batch, next: () => number, states: Pointer): Generator<void, void> {
    for (let blocks = 1; ; blocks++) {
      const rows = next();
      if (rows === 0) return;
      const { probe, build } = this.#block;
      const { data, index, validity } = this.#truth.evaluate(batch, this.#side, { rows, probe, build });
      this.#kernels.joinTruth(probe, rows, data, index, validity, this.#whenTrue, states);
      if (blocks % BLOCKS_PER_SLICE === 0) yield;
    }
  }

  close(): void {
    this.#truth.close();
  }
}
