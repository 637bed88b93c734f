// Columns of nothing but NULL, for the side of an outer join that has no row: one slot of zeros that is not valid,
// shown by every row. As long as the operator that made them.
import type { Pointer } from "../../arena/arena.ts";
import type { Field, Vector } from "../../column/vector.ts";
import { storageOf } from "../../type/storage.ts";
import type { TaskContext } from "../operator.ts";

export class NullColumns {
  readonly columns: readonly Vector[];
  readonly #context: TaskContext;
  readonly #slot: Pointer;
  readonly #index: Pointer;

  constructor(context: TaskContext, fields: readonly Field[]) {
    const { region, batchRows } = context;
    this.#context = context;
    // The widest value has 16 bytes; the validity byte lies behind it.
    this.#slot = region.allocateZeroed(32);
    this.#index = region.allocateZeroed(4 * batchRows);
    this.columns = fields.map(({ type }) => ({
      type,
      storage: storageOf(type),
      data: this.#slot,
      validity: this.#slot + 16,
      index: this.#index,
      slots: 1,
      dictionary: 0,
    }));
  }

  close(): void {
    this.#context.region.free(this.#slot);
    this.#context.region.free(this.#index);
  }
}
