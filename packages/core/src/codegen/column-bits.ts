// How many bits a batch's integer columns need. Columns are measured as they lie where that is no more than what their
// rows show, and through their index otherwise; a dictionary once. Slots that are NULL count like others.
import type { Arena } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";
import { columnKernels } from "../kernel/column.ts";

/** What integers of 128 bits need at most. */
export const MOST_BITS = 127;

/** Looking at so many slots in order costs what finding one row's does. */
const SLOTS_PER_ROW = 4;

export class ColumnBits {
  readonly #arena: Arena;
  /** By position: the dictionary that was measured last. */
  readonly #known: (Pick<Vector, "dictionary" | "data" | "slots"> & { readonly bits: number })[] = [];

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Of the column at a position of the batch: values are in [-2^bits, 2^bits). MOST_BITS where that is not looked for. */
  of(position: number, column: Vector, rows: number): number {
    const { dictionary, data, slots } = column;
    if (dictionary <= 0) return this.#measure(column, rows);
    const known = this.#known[position];
    if (known?.dictionary === dictionary && known.data === data && known.slots === slots) return known.bits;
    const bits = this.#measure(column, rows);
    if (areAllSlots(column, rows)) this.#known[position] = { dictionary, data, slots, bits };
    return bits;
  }

  #measure(column: Vector, rows: number): number {
    const { storage, data, slots, index } = column;
    if (storage !== "i32" && storage !== "i64") return MOST_BITS;
    const kernels = columnKernels(this.#arena);
    const bits = storage === "i32" ? kernels.bits32 : kernels.bits64;
    return areAllSlots(column, rows) ? bits(data, 0, slots) : bits(data, index, rows);
  }
}

/** Whether all slots are measured: those that rows show are among them. */
function areAllSlots({ slots, index }: Vector, rows: number): boolean {
  return index !== 0 && slots <= SLOTS_PER_ROW * rows;
}
