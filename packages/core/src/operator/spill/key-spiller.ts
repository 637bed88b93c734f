// Rows to the partitions of their keys, on disk.
import type { Batch, Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import { LevelSplit } from "./level-split.ts";
import { PartitionSpiller } from "./partition-spiller.ts";
import type { SpilledRows } from "./spilled-rows.ts";

export class KeySpiller {
  readonly #split: LevelSplit;
  readonly #rows: PartitionSpiller;

  /** `types`: of the rows; `keys`: of what their partition is found by. */
  constructor(context: TaskContext, types: readonly LogicalType[], keys: readonly LogicalType[], level: number) {
    this.#split = new LevelSplit(context, keys, level);
    this.#rows = new PartitionSpiller(context, types);
  }

  /** Takes rows of at most a batch; `keys`: a vector for each key. */
  append(batch: Batch, keys: readonly Vector[]): void {
    if (batch.rows === 0) return;
    const { rows, ends } = this.#split.split(keys, batch.rows);
    let start = 0;
    for (const [partition, end] of ends.entries()) {
      this.#rows.append(partition, batch, rows + 4 * start, end - start);
      start = end;
    }
  }

  /** The partitions' rows; frees what writing needs. */
  finish(): readonly SpilledRows[] {
    const rows = this.#rows.finish();
    this.#split.close();
    return rows;
  }

  /** Gives up: the file goes with the query. */
  release(): void {
    this.#split.close();
    this.#rows.release();
  }
}
