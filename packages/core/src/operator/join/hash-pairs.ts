// Hash joins that put out pairs and have no residual predicate (inner, left, right, full, single): what the table
// finds is the answer. Where each probe row has at most one match, no pair list is made: the found rows are the
// build side's index, and the batch's own columns stay as they are if every row has a match.

import { type Batch, completed } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import { type JoinKernels, joinKernels } from "../../kernel/join.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { TaskContext } from "../operator.ts";
import type { BatchProbe } from "./batch-probe.ts";
import type { BuildSide } from "./build-side.ts";
import { ChainPairs } from "./hash-candidates.ts";
import type { HashFinder } from "./hash-finder.ts";
import { type JoinShape, joinShape } from "./join-shape.ts";
import { type PairList, PairView } from "./pair-view.ts";

export class HashPairs implements BatchProbe {
  readonly #context: TaskContext;
  readonly #side: BuildSide;
  readonly #finder: HashFinder;
  readonly #join: PhysicalJoinKind;
  readonly #shape: JoinShape;
  readonly #kernels: JoinKernels;
  readonly #pairs: ChainPairs;
  readonly #view: PairView;

  constructor(context: TaskContext, join: PhysicalJoinKind, side: BuildSide, finder: HashFinder) {
    this.#context = context;
    this.#side = side;
    this.#finder = finder;
    this.#join = join;
    this.#shape = joinShape(join);
    this.#kernels = joinKernels(context.arena);
    this.#pairs = new ChainPairs(context);
    this.#view = new PairView(context);
  }

  *probe(batch: Batch): Generator<Batch, void> {
    const { table, found } = this.#finder;
    const { rows } = batch;
    const matched = this.#finder.find(batch);
    const { next } = table.toData();
    const { probe, build } = this.#pairs.block;
    if (this.#side.marks !== 0) this.#kernels.joinMarkChains(found, next, rows, build, this.#side.marks);
    if (this.#join === "single" && !table.unique && this.#kernels.joinHasSecond(found, next, rows) === 1) {
      throw secondMatch();
    }
    const isAtMostOne = table.unique || this.#join === "single";
    if (isAtMostOne && (this.#shape.isProbeOuter || matched === rows)) {
      this.#kernels.joinBuildRows(found, rows, this.#side.rows, build);
      yield this.#output(batch, { rows, probe: 0, build });
      return;
    }
    if (isAtMostOne && matched > 0) {
      const { block } = this.#pairs;
      block.turn(0, 0, 0);
      yield this.#output(batch, { rows: table.expand(found, rows, false, block.cursor, block), probe, build });
    } else if (matched > 0) {
      this.#pairs.begin(table, found, rows);
      for (let count = this.#pairs.next(0); count > 0; count = this.#pairs.next(0)) {
        yield this.#output(batch, { rows: count, probe, build });
      }
    }
    if (!this.#shape.isProbeOuter || matched === rows) return;
    const unmatched = table.select(found, rows, false, probe);
    this.#context.arena.view().u32.fill(this.#side.rows, build >>> 2, (build >>> 2) + unmatched);
    yield this.#output(batch, { rows: unmatched, probe, build });
  }

  #output(batch: Batch, pairs: PairList): Batch {
    return { rows: pairs.rows, columns: this.#view.columns(completed(batch), this.#side, pairs) };
  }

  close(): void {
    this.#finder.close();
    this.#pairs.close();
    this.#view.close();
  }
}

/** A scalar subquery that gives more than one row. */
export function secondMatch(): FfqError {
  return new FfqError("DATA", "more than one row returned by a subquery used as an expression", { sqlstate: "21000" });
}
