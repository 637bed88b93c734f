// Compiled expressions over batches: columns in, columns out. A column that is passed through is not touched; a
// constant is one slot; an expression over a dictionary is computed on its slots; what is left runs by row.
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { BatchFunction } from "./batch-function.ts";
import { ConstantColumn } from "./constant-column.ts";
import { describe, overSlots } from "./dictionary-split.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { memoPerOwner } from "./expr-memo.ts";
import { nodeCost } from "./node-cost.ts";
import { RowOutput } from "./row-output.ts";
import { SlotExpression } from "./slot-expression.ts";

const factsOf = memoPerOwner<ReturnType<typeof describe>>();

/** How one output comes about. */
type Output =
  | { readonly kind: "column"; readonly column: number }
  | { readonly kind: "constant"; readonly constant: ConstantColumn }
  | { readonly kind: "slots"; readonly column: number; readonly slots: SlotExpression; readonly rows: RowOutput }
  | { readonly kind: "rows"; readonly rows: RowOutput };

/** Outputs that are computed by row, compiled together. */
interface Computation {
  readonly positions: readonly number[];
  readonly outputs: readonly RowOutput[];
  readonly compute: BatchFunction;
}

export class Projection {
  readonly #context: EvaluationContext;
  readonly #outputs: readonly Output[];
  /** By the outputs that are computed by row. */
  readonly #computations = new Map<string, Computation>();
  #last: Computation | undefined;

  constructor(context: EvaluationContext, exprs: readonly PhysicalExpr[]) {
    this.#context = context;
    this.#outputs = exprs.map((expr) => outputOf(context, expr));
  }

  /** One column per expression. Valid until the next call. */
  evaluate(batch: Batch): readonly Vector[] {
    const byRow: number[] = [];
    const results = this.#outputs.map((output, position): Vector | undefined => {
      const vector = withoutRows(output, batch);
      if (vector === undefined) byRow.push(position);
      return vector;
    });
    if (byRow.length > 0) {
      const { outputs, compute } = this.#computation(byRow);
      const compiled = compute.bind(batch);
      for (let slot = 0; slot < outputs.length; slot++) compiled.setOutput(slot, (outputs[slot] as RowOutput).take());
      compute.run(compiled, batch.rows);
      const nullable = compiled.nullableOutputs;
      for (let slot = 0; slot < outputs.length; slot++) {
        const vector = (outputs[slot] as RowOutput).vector(batch.rows, nullable[slot] === true);
        results[byRow[slot] as number] = vector;
      }
    }
    return results as readonly Vector[];
  }

  /** What computes the outputs at these positions; most batches ask for what the one before did. */
  #computation(positions: readonly number[]): Computation {
    const last = this.#last;
    if (
      last?.positions.length === positions.length &&
      last.positions.every((position, at) => position === positions[at])
    )
      return last;
    const key = positions.join();
    let known = this.#computations.get(key);
    if (known === undefined) {
      const outputs = positions.map((position) => rowsOf(this.#outputs[position] as Output));
      const exprs = outputs.map(({ expr }) => expr);
      known = { positions, outputs, compute: new BatchFunction(this.#context, "project", exprs) };
      this.#computations.set(key, known);
    }
    this.#last = known;
    return known;
  }

  close(): void {
    for (const { compute } of this.#computations.values()) compute.close();
    for (const output of this.#outputs) closeOutput(output);
  }
}

function outputOf(context: EvaluationContext, expr: PhysicalExpr): Output {
  if (expr.kind === "input") return { kind: "column", column: expr.index };
  const { reads, costly } = factsOf(context.compiler).get([expr], "", () =>
    describe(expr, (node) => nodeCost(node, context.functions)),
  );
  if (reads === "nothing") return { kind: "constant", constant: new ConstantColumn(context, expr) };
  const rows = new RowOutput(context, expr);
  if (reads === "more" || !costly) return { kind: "rows", rows };
  return { kind: "slots", column: reads, slots: new SlotExpression(context, overSlots(expr)), rows };
}

function rowsOf(output: Output): RowOutput {
  if ("rows" in output) return output.rows;
  throw internal(`a ${output.kind} is not computed by row`);
}

/** The output where no row needs to be computed. */
function withoutRows(output: Output, batch: Batch): Vector | undefined {
  switch (output.kind) {
    case "column":
      return batch.columns[output.column];
    case "constant":
      return output.constant.evaluate(batch.rows);
    case "slots":
      return output.slots.evaluate(batch.columns[output.column] as Vector, batch.rows);
    case "rows":
      return undefined;
    default:
      return unreachable(output);
  }
}

function closeOutput(output: Output): void {
  switch (output.kind) {
    case "column":
      return;
    case "constant":
      output.constant.close();
      return;
    case "slots":
      output.slots.close();
      output.rows.close();
      return;
    case "rows":
      output.rows.close();
      return;
    default:
      unreachable(output);
  }
}
