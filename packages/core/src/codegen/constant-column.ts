// A column that shows the same value in every row: one slot, computed when the first row asks for it, and an index
// of zeros.
import type { Pointer } from "../arena/arena.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import type { Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { RowFunction } from "./row-function.ts";

export class ConstantColumn {
  readonly #context: EvaluationContext;
  readonly #expr: PhysicalExpr;
  readonly #function: RowFunction;
  #vector: Vector | undefined;
  readonly #blocks: Pointer[] = [];

  /** @param expr reads no input and is not volatile */
  constructor(context: EvaluationContext, expr: PhysicalExpr) {
    this.#context = context;
    this.#expr = expr;
    this.#function = new RowFunction(context, { kind: "project" }, [expr]);
  }

  /** The column of a batch. @throws FfqError where the expression fails, if there is a row to ask for it */
  evaluate(rows: number): Vector {
    if (rows === 0 && this.#vector === undefined) return this.#empty();
    this.#vector ??= this.#compute();
    return this.#vector;
  }

  #empty(): Vector {
    const { type } = this.#expr;
    return { type, storage: storageOf(type), data: 0, validity: 0, index: 0, slots: 0, dictionary: 0 };
  }

  #compute(): Vector {
    const { arena, region, batchRows } = this.#context;
    const { type } = this.#expr;
    const storage = storageOf(type);
    const data = region.allocate(storageWidth(storage));
    const validity = region.allocate(1);
    const index = region.allocateZeroed(batchRows * 4);
    this.#blocks.push(data, validity, index);
    const compiled = this.#function.bind([]);
    compiled.setOutput(0, { data, validity });
    this.#function.run(compiled, 1);
    const isNullable = compiled.nullableOutputs[0] === true;
    return {
      type,
      storage,
      data,
      validity: isNullable ? validity : 0,
      index,
      slots: 1,
      dictionary: nextDictionaryId(arena),
    };
  }

  close(): void {
    this.#function.close();
    for (const block of this.#blocks) this.#context.region.free(block);
  }
}
