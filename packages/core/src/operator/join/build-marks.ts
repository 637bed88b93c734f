// Joins whose output is build rows only (right-semi, right-anti): a probe marks the build rows that have a match,
// and puts out nothing. The rows come when all probing is done (build-rest.ts).
import { fillBytes } from "../../arena/bulk-memory.ts";
import type { Batch } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type HashKernels, hashKernels } from "../../kernel/hash.ts";
import { joinKernels } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import { type BatchProbe, BLOCKS_PER_SLICE } from "./batch-probe.ts";
import type { BuildSide } from "./build-side.ts";
import type { Candidates } from "./candidates.ts";
import type { HashFinder } from "./hash-finder.ts";
import { PairFilter } from "./pair-predicate.ts";
import { buildColumns } from "./pair-view.ts";

/** Marks what a hash table finds. */
export function markFound(context: TaskContext, side: BuildSide, finder: HashFinder): BatchProbe {
  const kernels = joinKernels(context.arena);
  const links = context.region.allocate(4 * context.batchRows);
  return {
    *probe(batch: Batch): Generator<Batch, void> {
      finder.find(batch);
      kernels.joinMarkChains(finder.found, finder.table.toData().next, batch.rows, links, side.marks);
      yield noRows(side);
    },
    close(): void {
      finder.close();
      context.region.free(links);
    },
  };
}

/** Marks the build rows of the candidate pairs for which a predicate is true. */
export class MarkPairs implements BatchProbe {
  readonly #side: BuildSide;
  readonly #candidates: Candidates;
  readonly #hash: HashKernels;
  readonly #filter: PairFilter;

  constructor(context: TaskContext, side: BuildSide, candidates: Candidates, predicate: PhysicalExpr) {
    this.#side = side;
    this.#candidates = candidates;
    this.#hash = hashKernels(context.arena);
    this.#filter = new PairFilter(context, predicate);
  }

  *probe(batch: Batch): Generator<Batch, void> {
    const { probe, build } = this.#candidates;
    this.#candidates.begin(batch);
    for (let blocks = 1; ; blocks++) {
      const rows = this.#candidates.next(0);
      if (rows === 0) break;
      const kept = this.#filter.keep(batch, this.#side, { rows, probe, build });
      this.#hash.joinMark(kept.build, kept.rows, this.#side.marks);
      if (blocks % BLOCKS_PER_SLICE === 0) yield noRows(this.#side);
    }
    yield noRows(this.#side);
  }

  close(): void {
    this.#candidates.close();
    this.#filter.close();
  }
}

/** Marks all build rows as soon as there is a probe row: a nested loop without predicate. */
export function markAll(context: TaskContext, side: BuildSide): BatchProbe {
  return {
    *probe(): Generator<Batch, void> {
      fillBytes(context.arena, 1, side.marks, side.marks + side.rows);
      yield noRows(side);
    },
    close: () => {},
  };
}

/** An empty batch of build columns: the driver's turn. */
function noRows(side: BuildSide): Batch {
  return { rows: 0, columns: buildColumns(side, 0) };
}
