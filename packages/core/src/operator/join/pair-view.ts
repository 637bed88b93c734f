// Pairs of rows as columns: the probe batch's and the build side's columns, seen through the pair list. Nothing
// is copied (row-view.ts).
import type { Pointer } from "../../arena/arena.ts";
import { type Batch, throughIndex, type Vector } from "../../column/vector.ts";
import { BOOL } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import { RowView } from "../row-view.ts";
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
  readonly #rows: RowView;

  constructor({ region }: TaskContext) {
    this.#rows = new RowView(region);
  }

  /** The batch's columns for the listed rows; of the positions in `read` only, if given. */
  probeColumns(batch: Batch, pairs: Pick<PairList, "rows" | "probe">, read?: ReadonlySet<number>): readonly Vector[] {
    if (pairs.probe === 0) return batch.columns;
    const isRead = (position: number): boolean => read === undefined || read.has(position);
    const columns = batch.columns.map((column, position) => (isRead(position) ? column : UNREAD));
    return this.#rows.show(columns, pairs.probe, pairs.rows);
  }

  /** Probe columns, then build columns. */
  columns(batch: Batch, side: BuildSide, pairs: PairList, read?: ReadonlySet<number>): readonly Vector[] {
    return [...this.probeColumns(batch, pairs, read), ...buildColumns(side, pairs.build)];
  }

  close(): void {
    this.#rows.close();
  }
}

/** The build side's columns for the rows listed at `build`. */
export function buildColumns(side: BuildSide, build: Pointer): readonly Vector[] {
  return side.columns.map((column) => (column === undefined ? UNREAD : throughIndex(column, build)));
}
