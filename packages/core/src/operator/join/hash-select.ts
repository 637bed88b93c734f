// Semi and anti joins without a residual predicate: the rows that the table finds, or does not find. No pair and no
// state is made.
import type { Pointer } from "../../arena/arena.ts";
import { type Batch, completed } from "../../column/vector.ts";
import type { TaskContext } from "../operator.ts";
import type { BatchProbe } from "./batch-probe.ts";
import type { HashFinder } from "./hash-finder.ts";
import { PairView } from "./pair-view.ts";

export class HashSelect implements BatchProbe {
  readonly #context: TaskContext;
  readonly #finder: HashFinder;
  readonly #wantsMatch: boolean;
  readonly #view: PairView;
  readonly #rows: Pointer;

  constructor(context: TaskContext, join: "semi" | "anti", finder: HashFinder) {
    this.#context = context;
    this.#finder = finder;
    this.#wantsMatch = join === "semi";
    this.#view = new PairView(context);
    this.#rows = context.region.allocate(4 * context.batchRows);
  }

  *probe(batch: Batch): Generator<Batch, void> {
    const matched = this.#finder.find(batch);
    const kept = this.#wantsMatch ? matched : batch.rows - matched;
    if (kept === 0) return;
    if (kept === batch.rows) {
      yield completed(batch);
      return;
    }
    this.#finder.table.select(this.#finder.found, batch.rows, this.#wantsMatch, this.#rows);
    yield { rows: kept, columns: this.#view.probeColumns(completed(batch), { rows: kept, probe: this.#rows }) };
  }

  close(): void {
    this.#finder.close();
    this.#view.close();
    this.#context.region.free(this.#rows);
  }
}
