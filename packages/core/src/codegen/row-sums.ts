// Sums per group of expressions over batches, in one compiled pass: each row's group is read once, its expressions are
// computed and added to every sum while they are in registers. Nothing between is written to memory.
import type { Pointer } from "../arena/arena.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import type { IrUpdate } from "../ir/ir.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { RowFunction } from "./row-function.ts";

export interface RowSum {
  readonly expr: PhysicalExpr;
  readonly update: IrUpdate;
}

/** A sum's elements, and a byte for each that says whether a value came. */
export interface SumAddresses {
  readonly state: Pointer;
  readonly seen: Pointer;
}

/** Who has marked the groups of a batch's rows as seen. */
export type Marked = "by-row" | "not-yet";

export class RowSums {
  readonly #inputs: readonly number[];
  /** As long as no value could be NULL: rows mark no groups. */
  readonly #plain: RowFunction;
  readonly #marking: RowFunction;
  #hadNulls = false;

  constructor(context: EvaluationContext, sums: readonly RowSum[]) {
    const exprs = sums.map(({ expr }) => expr);
    const updates = sums.map(({ update }) => update);
    this.#inputs = inputsOf(exprs);
    this.#plain = new RowFunction(context, { kind: "update", updates, marksAll: false }, exprs, this.#inputs);
    this.#marking = new RowFunction(context, { kind: "update", updates, marksAll: true }, exprs, this.#inputs);
  }

  /**
   * Takes a batch's rows, whose groups are at `groups` (u32 each). By sum: "not-yet" says that all groups so far have
   * a value, which is the caller's to note.
   * @throws FfqError DATA when an expression fails or a sum leaves its type
   */
  update({ rows, columns }: Batch, groups: Pointer, sums: readonly SumAddresses[]): readonly Marked[] {
    const compute = this.#hadNulls ? this.#marking : this.#plain;
    const bound = compute.bind(this.#inputs.map((input) => columns[input] as Vector));
    for (const [at, { state, seen }] of sums.entries()) bound.setOutput(at, { data: state, validity: seen });
    bound.setOutput(sums.length, { data: groups, validity: 0 });
    compute.run(bound, rows);
    if (this.#hadNulls) return sums.map(() => "by-row");
    this.#hadNulls = bound.nullableOutputs.includes(true);
    return bound.nullableOutputs.map((nullable) => (nullable ? "by-row" : "not-yet"));
  }

  close(): void {
    this.#plain.close();
    this.#marking.close();
  }
}
