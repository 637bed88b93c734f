// A predicate over candidate pairs, of any kind of join: the pairs for which it is true, or its three-valued answer
// for each. Only the columns that it reads are looked at.
import type { Pointer } from "../../arena/arena.ts";
import { Predicate } from "../../codegen/predicate.ts";
import { Projection } from "../../codegen/projection.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { inputsOf } from "../../expr/inputs.ts";
import { type ColumnKernels, columnKernels } from "../../kernel/column.ts";
import type { TaskContext } from "../operator.ts";
import type { BuildSide } from "./build-side.ts";
import { type PairList, PairView } from "./pair-view.ts";

/** Keeps the pairs for which a predicate (none: always) is true. */
export class PairFilter {
  readonly #context: TaskContext;
  readonly #kernels: ColumnKernels;
  readonly #predicate: Predicate | undefined;
  readonly #read: ReadonlySet<number>;
  readonly #view: PairView;
  readonly #probe: Pointer;
  readonly #build: Pointer;

  constructor(context: TaskContext, predicate: PhysicalExpr | undefined) {
    const { arena, region, batchRows } = context;
    this.#context = context;
    this.#kernels = columnKernels(arena);
    this.#predicate = predicate === undefined ? undefined : new Predicate(context, predicate);
    this.#read = new Set(predicate === undefined ? [] : inputsOf([predicate]));
    this.#view = new PairView(context);
    this.#probe = predicate === undefined ? 0 : region.allocate(4 * batchRows);
    this.#build = predicate === undefined ? 0 : region.allocate(4 * batchRows);
  }

  /** The pairs that stay, in order; valid until the next call. */
  keep(batch: Batch, side: BuildSide, pairs: PairList): PairList {
    if (this.#predicate === undefined) return pairs;
    const columns = this.#view.columns(batch, side, pairs, this.#read);
    const rows = this.#predicate.select({ rows: pairs.rows, columns });
    if (rows === pairs.rows) return pairs;
    this.#kernels.gather32(pairs.probe, this.#predicate.selected, this.#probe, rows);
    this.#kernels.gather32(pairs.build, this.#predicate.selected, this.#build, rows);
    return { rows, probe: this.#probe, build: this.#build };
  }

  close(): void {
    this.#predicate?.close();
    this.#view.close();
    this.#context.region.free(this.#probe);
    this.#context.region.free(this.#build);
  }
}

/** The answer of a predicate for each pair: true, false or NULL. */
export class PairTruth {
  readonly #projection: Projection;
  readonly #read: ReadonlySet<number>;
  readonly #view: PairView;

  constructor(context: TaskContext, predicate: PhysicalExpr) {
    this.#projection = new Projection(context, [predicate]);
    this.#read = new Set(inputsOf([predicate]));
    this.#view = new PairView(context);
  }

  /** A bool column; valid until the next call. */
  evaluate(batch: Batch, side: BuildSide, pairs: PairList): Vector {
    const columns = this.#view.columns(batch, side, pairs, this.#read);
    return this.#projection.evaluate({ rows: pairs.rows, columns })[0] as Vector;
  }

  close(): void {
    this.#projection.close();
    this.#view.close();
  }
}
