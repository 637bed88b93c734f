// Pairs of rows as columns: the probe batch's and the build side's columns, seen through the pair list. Nothing
// is copied; a column that has an index already gets the composed one, made once for all columns that share it.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { type ColumnKernels, columnKernels } from "../../kernel/column.ts";
import { BOOL } from "../../type/logical-type.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import type { TaskContext } from "../operator.ts";
import type { BuildSide } from "./build-side.ts";

/** Rows of the two sides that belong together: u32 row numbers. An address of 0: row r of the batch itself. */
export interface PairList {
  readonly rows: number;
  readonly probe: Pointer;
  readonly build: Pointer;
}

/** Stands where a column is that nobody reads. */
const UNREAD: Vector = { type: BOOL, storage: "u8", data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };

export class PairView {
  readonly #context: TaskContext;
  readonly #kernels: ColumnKernels;
  readonly #composed: GrowingBuffer[] = [];

  constructor(context: TaskContext) {
    this.#context = context;
    this.#kernels = columnKernels(context.arena);
  }

  /** The batch's columns for the listed rows; of the positions in `read` only, if given. */
  probeColumns(batch: Batch, pairs: Pick<PairList, "rows" | "probe">, read?: ReadonlySet<number>): readonly Vector[] {
    if (pairs.probe === 0) return batch.columns;
    const indexes = new Map<Pointer, Pointer>();
    return batch.columns.map((column, position): Vector => {
      if (read !== undefined && !read.has(position)) return UNREAD;
      if (column.index === 0) return { ...column, index: pairs.probe };
      let index = indexes.get(column.index);
      if (index === undefined) {
        index = this.#buffer(indexes.size);
        this.#kernels.gather32(column.index, pairs.probe, index, pairs.rows);
        indexes.set(column.index, index);
      }
      return { ...column, index };
    });
  }

  /** Probe columns, then build columns. */
  columns(batch: Batch, side: BuildSide, pairs: PairList, read?: ReadonlySet<number>): readonly Vector[] {
    return [...this.probeColumns(batch, pairs, read), ...buildColumns(side, pairs.build)];
  }

  #buffer(position: number): Pointer {
    const buffer = (this.#composed[position] ??= new GrowingBuffer(this.#context.region));
    return buffer.reserve(4 * this.#context.batchRows);
  }

  close(): void {
    for (const buffer of this.#composed) buffer.free();
  }
}

/** The build side's columns for the rows listed at `build`. */
export function buildColumns(side: BuildSide, build: Pointer): readonly Vector[] {
  return side.columns.map((column) => (column === undefined ? UNREAD : { ...column, index: build }));
}
