// Which partition a row goes to: by a hash of its keys. Each level of partitions hashes anew, so that the rows of one
// partition spread over those of the next level; the hash of exchanges is another one again.
import type { Vector } from "../../column/vector.ts";
import { Partitioner } from "../../exchange/partitioner.ts";
import { INT4, type LogicalType } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import { PARTITIONS } from "./partition-spiller.ts";

export class LevelSplit {
  readonly #partitioner: Partitioner;
  readonly #context: TaskContext;
  readonly #salt: Vector;

  /** For batches of at most the context's size. */
  constructor(context: TaskContext, keys: readonly LogicalType[], level: number, partitions: number = PARTITIONS) {
    const { region, arena, batchRows } = context;
    this.#context = context;
    this.#partitioner = new Partitioner(region, [INT4, ...keys], partitions, batchRows);
    // The level as a key of every row: slot 0, which an index of zeros shows.
    const index = region.allocateZeroed(4 * batchRows + 16);
    const data = index + 4 * batchRows;
    arena.view().i32[data >>> 2] = level + 1;
    this.#salt = { type: INT4, storage: "i32", data, validity: 0, index, slots: 1, dictionary: 0 };
  }

  /** Row numbers (u32), those of partition 0 first, and where each partition's end. Valid until the next call. */
  split(keys: readonly Vector[], rows: number): ReturnType<Partitioner["partition"]> {
    return this.#partitioner.partition([this.#salt, ...keys], rows);
  }

  close(): void {
    this.#partitioner.close();
    this.#context.region.free(this.#salt.index);
  }
}
