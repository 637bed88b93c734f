// An expression over one dictionary column, computed once per slot and kept while batches show the same
// dictionary: the result is a dictionary too, seen through the column's own index, so that rows cost nothing.
//
// Slots are not rows: one that no row shows may fail where the query would not. A dictionary on which the
// expression fails is refused, and its rows are computed one by one; so is one whose results need much of what is free.
import type { Pointer } from "../arena/arena.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import { isDictionary, type Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { RowFunction } from "./row-function.ts";

/** Larger dictionaries hold values that hardly repeat, and one call over them would run for long. */
const MOST_SLOTS = 65536;

export class SlotExpression {
  readonly #context: EvaluationContext;
  readonly #expr: PhysicalExpr;
  readonly #function: RowFunction;
  /** The dictionary seen last: how many of its rows, and what became of it. */
  #dictionary = 0;
  #rowsSeen = 0;
  #refused = false;
  #result: Vector | undefined;
  #data: Pointer = 0;
  #validity: Pointer = 0;

  /** @param expr over the column as input 0 */
  constructor(context: EvaluationContext, expr: PhysicalExpr) {
    this.#context = context;
    this.#expr = expr;
    this.#function = new RowFunction(context, { kind: "project" }, [expr]);
  }

  /**
   * The expression's values for a batch that shows the column; undefined where they must be computed by row: the
   * column is no dictionary, has too many slots for the rows seen so far, some slot fails, or all are too wide.
   */
  evaluate(column: Vector, rows: number): Vector | undefined {
    if (!isDictionary(column) || column.slots > MOST_SLOTS) return undefined;
    if (column.dictionary !== this.#dictionary) {
      this.#dictionary = column.dictionary;
      this.#rowsSeen = 0;
      this.#refused = false;
      this.#result = undefined;
    }
    this.#rowsSeen += rows;
    if (this.#result === undefined) {
      if (this.#refused || column.slots > Math.max(this.#rowsSeen, this.#context.batchRows)) return undefined;
      this.#result = this.#compute(column);
    }
    return this.#result === undefined ? undefined : { ...this.#result, index: column.index };
  }

  #compute(column: Vector): Vector | undefined {
    const { arena, region } = this.#context;
    const storage = storageOf(this.#expr.type);
    const slots = column.slots;
    this.#data = region.reallocate(this.#data, 0, slots * storageWidth(storage));
    this.#validity = region.reallocate(this.#validity, 0, slots);
    const compiled = this.#function.bind([{ ...column, index: 0, dictionary: 0 }]);
    compiled.setOutput(0, { data: this.#data, validity: this.#validity });
    try {
      if (this.#function.runFirst(compiled, slots) < slots) {
        this.#refused = true;
        return undefined;
      }
    } catch (thrown) {
      const error = FfqError.from(thrown);
      if (error.code !== "DATA" && error.code !== "UNSUPPORTED") throw error;
      this.#refused = true;
      return undefined;
    }
    const validity = compiled.nullableOutputs[0] === true ? this.#validity : 0;
    const { type } = this.#expr;
    return { type, storage, data: this.#data, validity, index: 0, slots, dictionary: nextDictionaryId(arena) };
  }

  close(): void {
    this.#function.close();
    this.#context.region.free(this.#data);
    this.#context.region.free(this.#validity);
  }
}
