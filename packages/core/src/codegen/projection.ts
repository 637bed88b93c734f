// Compiled expressions over batches: columns in, columns out. A column that is passed through is not touched; a
// constant is one slot; an expression over a dictionary is computed on its slots; what is left runs by row.
//
// Bytes that rows make (texts) stay for as long as the batch does. Where those of all its rows would take much of what
// is free the first rows alone are computed, and the caller comes back with the rest. No row is shown twice, and what
// fails fails for the row that it failed for before.
import { fillBytes } from "../arena/bulk-memory.ts";
import { rowsFrom, sliceBatch } from "../column/slice.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storageOf } from "../type/storage.ts";
import { BatchFunction } from "./batch-function.ts";
import type { CompiledFunction } from "./compile.ts";
import { MOST_OUTPUTS, slicesOf } from "./compiled-together.ts";
import { ConstantColumn } from "./constant-column.ts";
import { describe, overSlots } from "./dictionary-split.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { knownExpr, knownMemoPerOwner } from "./expr-memo.ts";
import { nodeCost } from "./node-cost.ts";
import { RowOutput } from "./row-output.ts";
import { SlotExpression } from "./slot-expression.ts";

const factsOf = knownMemoPerOwner<ReturnType<typeof describe>>();

/** How one output comes about. */
type Output =
  | { readonly kind: "column"; readonly column: number }
  | { readonly kind: "constant"; readonly constant: ConstantColumn }
  | { readonly kind: "slots"; readonly column: number; readonly slots: SlotExpression; readonly rows: RowOutput }
  | { readonly kind: "rows"; readonly rows: RowOutput };

/** Outputs that are computed by row. */
interface Computation {
  readonly positions: readonly number[];
  readonly parts: readonly ComputedTogether[];
}

/** Outputs that are compiled together. */
interface ComputedTogether {
  readonly positions: readonly number[];
  readonly outputs: readonly RowOutput[];
  /** Whether the values have bytes elsewhere. */
  readonly keepsBytes: boolean;
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
    this.#outputs = exprs.map((expr) => outputOf(context, knownExpr(context.compiler, expr)));
  }

  /** One column per expression, of all rows, whatever room they take. Valid until the next call. */
  evaluate(batch: Batch): readonly Vector[] {
    return this.#evaluate(batch, true).columns;
  }

  /** As evaluate, of the first rows: of as many as there is room for, at least of one. */
  evaluateFirst(batch: Batch): Batch {
    return this.#evaluate(batch, false);
  }

  /** Gives the columns of all rows to `use`, as evaluateFirst has them; `from`: the number of their first row. */
  evaluateInParts(batch: Batch, use: (columns: readonly Vector[], rows: number, from: number) => void): void {
    let { rows, columns } = this.evaluateFirst(batch);
    use(columns, rows, 0);
    for (let from = rows; from < batch.rows; from += rows) {
      ({ rows, columns } = this.evaluateFirst(rowsFrom(batch, from)));
      use(columns, rows, from);
    }
  }

  #evaluate(batch: Batch, isWhole: boolean): Batch {
    const byRow: number[] = [];
    const results = this.#outputs.map((output, position): Vector | undefined => {
      const vector = withoutRows(output, batch);
      if (vector === undefined) byRow.push(position);
      return vector;
    });
    let { rows } = batch;
    if (byRow.length > 0) {
      const computed = this.#computation(byRow).parts.map((part) => {
        // Those that come next are computed of no more rows than there was room for.
        const { rows: done, nullable } = this.#compute(
          part,
          rows < batch.rows ? sliceBatch(batch, 0, rows) : batch,
          isWhole,
        );
        rows = done;
        return { part, nullable };
      });
      for (const { part, nullable } of computed) {
        for (const [slot, output] of part.outputs.entries()) {
          results[part.positions[slot] as number] = output.vector(rows, nullable[slot] === true);
        }
      }
    }
    return { rows, columns: results as readonly Vector[] };
  }

  /** Computes the rows of a batch, or the first ones. Answers how many, and which outputs can be NULL. */
  #compute(part: ComputedTogether, batch: Batch, isWhole: boolean): { rows: number; nullable: readonly boolean[] } {
    const { compute, keepsBytes } = part;
    const compiled = bindRows(part, batch, 0);
    let { rows } = batch;
    if (isWhole && keepsBytes) compute.run(compiled, rows);
    else rows = compute.runFirst(compiled, rows);
    if (keepsBytes || rows === batch.rows) return { rows, nullable: compiled.nullableOutputs };
    return { rows: batch.rows, nullable: this.#runRest(part, batch, rows, compiled) };
  }

  /**
   * Computes the other rows behind the first ones: nobody needs the bytes that those have made. Answers which outputs can be
   * NULL: code for other rows of a dictionary may have other ones that can.
   */
  #runRest(part: ComputedTogether, batch: Batch, first: number, ran: CompiledFunction): readonly boolean[] {
    const { arena } = this.#context;
    const { outputs, compute } = part;
    const nullable = [...ran.nullableOutputs];
    for (let done = first; done < batch.rows; ) {
      const rest = rowsFrom(batch, done);
      const compiled = bindRows(part, rest, done);
      const rows = compute.runFirst(compiled, rest.rows);
      for (const [slot, output] of outputs.entries()) {
        const isNullable = compiled.nullableOutputs[slot] === true;
        if (isNullable === nullable[slot]) continue;
        const from = output.take(isNullable ? 0 : done).validity;
        fillBytes(arena, 1, from, from + (isNullable ? done : rows));
        nullable[slot] = true;
      }
      done += rows;
    }
    return nullable;
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
      known = { positions, parts: slicesOf(positions, MOST_OUTPUTS).map((part) => this.#together(part)) };
      this.#computations.set(key, known);
    }
    this.#last = known;
    return known;
  }

  #together(positions: readonly number[]): ComputedTogether {
    const outputs = positions.map((position) => rowsOf(this.#outputs[position] as Output));
    const exprs = outputs.map(({ expr }) => expr);
    const keepsBytes = exprs.some(({ type }) => storageOf(type) === "ref");
    return { positions, outputs, keepsBytes, compute: new BatchFunction(this.#context, "project", exprs) };
  }

  close(): void {
    for (const { parts } of this.#computations.values()) for (const { compute } of parts) compute.close();
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

/** The code for the rows, whose values go behind so many others. */
function bindRows({ outputs, compute }: ComputedTogether, rows: Batch, from: number): CompiledFunction {
  const compiled = compute.bind(rows);
  for (let slot = 0; slot < outputs.length; slot++) compiled.setOutput(slot, (outputs[slot] as RowOutput).take(from));
  return compiled;
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
