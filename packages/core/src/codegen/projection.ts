// Compiled expressions over batches: columns in, columns out. A column that is passed through is not touched.
import type { Pointer } from "../arena/arena.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import { BatchFunction, type EvaluationContext } from "./batch-function.ts";

interface Output {
  readonly data: Pointer;
  readonly validity: Pointer;
}

export class Projection {
  readonly #context: EvaluationContext;
  readonly #exprs: readonly PhysicalExpr[];
  /** Positions of the expressions that are computed. */
  readonly #computed: readonly number[];
  readonly #function: BatchFunction;
  readonly #outputs: readonly Output[];

  constructor(context: EvaluationContext, exprs: readonly PhysicalExpr[]) {
    const { region, batchRows } = context;
    this.#context = context;
    this.#exprs = exprs;
    this.#computed = exprs.flatMap((expr, position) => (expr.kind === "input" ? [] : [position]));
    const computed = this.#computed.map((position) => exprs[position] as PhysicalExpr);
    this.#function = new BatchFunction(context, "project", computed);
    this.#outputs = computed.map((expr) => ({
      data: region.allocate(batchRows * storageWidth(storageOf(expr.type))),
      validity: region.allocate(batchRows),
    }));
  }

  /** One column per expression. Valid until the next call. */
  evaluate(batch: Batch): readonly Vector[] {
    if (this.#computed.length === 0) return this.#exprs.map((expr) => passThrough(expr, batch));
    const compiled = this.#function.bind(batch);
    const nullable = compiled.nullableOutputs;
    for (const [slot, output] of this.#outputs.entries()) compiled.setOutput(slot, output);
    this.#function.run(compiled, batch.rows);
    return this.#exprs.map((expr, position) => {
      const slot = this.#computed.indexOf(position);
      const output = this.#outputs[slot];
      if (output === undefined) return passThrough(expr, batch);
      return {
        type: expr.type,
        storage: storageOf(expr.type),
        data: output.data,
        validity: nullable[slot] === true ? output.validity : 0,
        index: 0,
        slots: batch.rows,
        dictionary: 0,
      };
    });
  }

  close(): void {
    this.#function.close();
    for (const { data, validity } of this.#outputs) {
      this.#context.region.free(data);
      this.#context.region.free(validity);
    }
  }
}

function passThrough(expr: PhysicalExpr, batch: Batch): Vector {
  if (expr.kind !== "input") throw internal("only columns pass through");
  return batch.columns[expr.index] as Vector;
}
