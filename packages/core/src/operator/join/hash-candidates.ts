// The candidate pairs of a hash join: each probe row with the chain of build rows that have its key, in blocks.
// Pairs come in rounds, one pair of each row after the other: in no order that anybody may rely on.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import type { JoinTable } from "../../kernel/hash-join.ts";
import { type JoinKernels, joinKernels } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import { type Candidates, PairBlock } from "./candidates.ts";
import type { HashFinder } from "./hash-finder.ts";

/** The pairs of found first matches. */
export class ChainPairs {
  readonly block: PairBlock;
  readonly #context: TaskContext;
  readonly #kernels: JoinKernels;
  /** The rows whose chains go on, and where. */
  readonly #active: Pointer;
  readonly #links: Pointer;
  /** Address of the table's chains. */
  #next: Pointer = 0;

  constructor(context: TaskContext) {
    const { arena, region, batchRows } = context;
    this.#context = context;
    this.#kernels = joinKernels(arena);
    this.block = new PairBlock(context);
    this.#active = region.allocate(4 * batchRows);
    this.#links = region.allocate(4 * batchRows);
  }

  /** Turns to what a table found for `rows` rows. */
  begin(table: JoinTable, found: Pointer, rows: number): void {
    this.#next = table.toData().next;
    this.block.turn(0, this.#kernels.joinActive(found, rows, this.#active, this.#links), 0);
  }

  /** The next pairs; as Candidates.next. */
  next(states: Pointer): number {
    const { cursor, probe, build, capacity } = this.block;
    const { joinExpandRounds } = this.#kernels;
    return joinExpandRounds(this.#active, this.#links, this.#next, cursor, states, probe, build, capacity);
  }

  close(): void {
    this.block.close();
    this.#context.region.free(this.#active);
    this.#context.region.free(this.#links);
  }
}

/** The pairs of equal keys.. */
export class HashCandidates implements Candidates {
  readonly #finder: HashFinder;
  readonly #pairs: ChainPairs;

  constructor(finder: HashFinder, pairs: ChainPairs) {
    this.#finder = finder;
    this.#pairs = pairs;
  }

  begin(batch: Batch): void {
    this.#finder.find(batch);
    this.#pairs.begin(this.#finder.table, this.#finder.found, batch.rows);
  }

  next(states: Pointer): number {
    return this.#pairs.next(states);
  }

  get probe(): Pointer {
    return this.#pairs.block.probe;
  }

  get build(): Pointer {
    return this.#pairs.block.build;
  }

  close(): void {
    this.#pairs.close();
    this.#finder.close();
  }
}
