// The candidate pairs of a nested loop: every probe row with every build row, in blocks.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import { type JoinKernels, joinKernels } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import { type Candidates, PairBlock } from "./candidates.ts";

export class CrossCandidates implements Candidates {
  readonly #kernels: JoinKernels;
  readonly #buildRows: number;
  readonly #block: PairBlock;
  #probeRows = 0;

  /** `buildRows` is not 0. */
  constructor(context: TaskContext, buildRows: number) {
    this.#kernels = joinKernels(context.arena);
    this.#buildRows = buildRows;
    this.#block = new PairBlock(context);
  }

  begin({ rows }: Batch): void {
    this.#probeRows = rows;
    this.#block.turn(0, 0, 0);
  }

  next(states: Pointer): number {
    const { cursor, probe, build, capacity } = this.#block;
    return this.#kernels.joinCross(cursor, this.#probeRows, this.#buildRows, states, probe, build, capacity);
  }

  get probe(): Pointer {
    return this.#block.probe;
  }

  get build(): Pointer {
    return this.#block.build;
  }

  close(): void {
    this.#block.close();
  }
}
