// Where the values of an expression go that is computed by row.
import type { Pointer } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

/** Room for an expression's values, one per row of a batch; taken when first needed. */
export class RowOutput {
  readonly #context: EvaluationContext;
  readonly expr: PhysicalExpr;
  #data: Pointer = 0;
  #validity: Pointer = 0;

  constructor(context: EvaluationContext, expr: PhysicalExpr) {
    this.#context = context;
    this.expr = expr;
  }

  /** Where the values go from a row on. */
  take(from = 0): { readonly data: Pointer; readonly validity: Pointer } {
    const { region, batchRows } = this.#context;
    const width = storageWidth(storageOf(this.expr.type));
    if (this.#data === 0) {
      this.#data = region.allocate(batchRows * width);
      this.#validity = region.allocate(batchRows);
    }
    return { data: this.#data + from * width, validity: this.#validity + from };
  }

  vector(rows: number, isNullable: boolean): Vector {
    const { type } = this.expr;
    const validity = isNullable ? this.#validity : 0;
    return { type, storage: storageOf(type), data: this.#data, validity, index: 0, slots: rows, dictionary: 0 };
  }

  close(): void {
    this.#context.region.free(this.#data);
    this.#context.region.free(this.#validity);
  }
}
