// The candidate pairs of a hash join: for each probe row the chain of build rows with its key, in blocks.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch } from "../../column/vector.ts";
import type { JoinTable } from "../../kernel/hash-join.ts";
import { JOIN_STATE } from "../../kernel/join.ts";
import type { TaskContext } from "../operator.ts";
import { type Candidates, PairBlock } from "./candidates.ts";
import type { HashFinder } from "./hash-finder.ts";

/** The pairs of found first matches. */
export class ChainPairs {
  readonly block: PairBlock;
  readonly #context: TaskContext;
  #table: JoinTable | undefined;
  #found: Pointer = 0;
  #rows = 0;

  constructor(context: TaskContext) {
    this.#context = context;
    this.block = new PairBlock(context);
  }

  /** Turns to what a table found for `rows` rows. */
  begin(table: JoinTable, found: Pointer, rows: number): void {
    this.#table = table;
    this.#found = found;
    this.#rows = rows;
    this.block.turn(0, 0);
  }

  /** The next pairs; as Candidates.next. With `outer`, a row without match pairs with NO_ROW. */
  next(states: Pointer, outer = false): number {
    const { block } = this;
    if (this.#table === undefined) return 0;
    const [row, link] = block.position();
    if (row >= this.#rows) return 0;
    // A chain that goes on though its row is decided is left.
    const isDecided = states !== 0 && link !== 0 && this.#context.arena.view().u8[states + row] === JOIN_STATE.hit;
    if (isDecided) block.turn(row + 1, 0);
    return this.#table.expand(this.#found, this.#rows, outer, block.cursor, block);
  }

  close(): void {
    this.block.close();
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
