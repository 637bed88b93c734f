// Sums per group of expressions over batches, in one compiled pass: each row's group is read once, its expressions are
// computed and added to every sum while they are in registers. Nothing between is written to memory.
//
// Integers are computed and summed in 64 bits for a batch whose values are small enough for that, which is measured and
// proven for each; the batch's sums are then added to the states, which check as they do for rows.
import type { Pointer } from "../arena/arena.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import { BatchParts, type Marked, type StateUpdate, type SumAddresses } from "./batch-parts.ts";
import { ColumnBits } from "./column-bits.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { knownExpr, knownMemoPerOwner } from "./expr-memo.ts";
import { NarrowProof } from "./narrow-proof.ts";
import { RowFunction } from "./row-function.ts";
import type { SumForm } from "./row-ir.ts";

export interface RowSum {
  readonly expr: PhysicalExpr;
  readonly update: StateUpdate;
}

/** The groups of a batch's rows. */
export interface RowGroups {
  /** u32 per row; 0 where rows are not grouped. */
  readonly groups: Pointer;
  /** How many there are. */
  readonly count: number;
}

/** Fewer rows are not worth measuring, as long as there is no code for what they might be. */
const LEAST_ROWS = 1024;

/** Adding a group's parts to the states costs about what so many rows save. */
const ROWS_PER_GROUP = 4;

/** After so many batches whose values do not fit the next ones are not measured. */
const REFUSALS = 4;
const UNMEASURED = 32;

const proofsOf = knownMemoPerOwner<NarrowProof>();

export class RowSums {
  readonly #context: EvaluationContext;
  readonly #exprs: readonly PhysicalExpr[];
  readonly #updates: readonly StateUpdate[];
  readonly #areFloats: boolean;
  readonly #grouped: boolean;
  readonly #inputs: readonly number[];
  readonly #functions = new Map<string, RowFunction>();
  readonly #bits: ColumnBits;
  readonly #parts: BatchParts;
  #ownProof: NarrowProof | undefined;
  #hadNulls = false;
  #isNarrow = false;
  #refusals = 0;
  #unmeasured = 0;

  constructor(context: EvaluationContext, sums: readonly RowSum[], grouped: boolean) {
    this.#context = context;
    this.#exprs = sums.map(({ expr }) => knownExpr(context.compiler, expr));
    this.#updates = sums.map(({ update }) => update);
    this.#areFloats = this.#updates.every(({ state }) => state === "f64");
    this.#grouped = grouped;
    this.#inputs = inputsOf(this.#exprs);
    this.#bits = new ColumnBits(context.arena);
    this.#parts = new BatchParts(context.region, this.#updates);
  }

  /**
   * Takes a batch's rows. By sum: "not-yet" says that all groups so far have a value, which is the caller's to note.
   * @throws FfqError DATA when an expression fails or a sum leaves its type
   */
  update({ rows, columns }: Batch, { groups, count }: RowGroups, sums: readonly SumAddresses[]): readonly Marked[] {
    const inputs = this.#inputs.map((input) => columns[input] as Vector);
    const form = this.#formOf(inputs, rows, count);
    const compute = this.#functionOf(form);
    const bound = compute.bind(inputs);
    for (const [at, { state, seen }] of sums.entries()) bound.setOutput(at, { data: state, validity: seen });
    bound.setOutput(sums.length, { data: groups, validity: 0 });
    if (form === "parts") bound.setOutput(sums.length + 1, { data: this.#parts.address, validity: 0 });
    compute.run(bound, rows);
    const marked = bound.nullableOutputs.map((nullable) => (nullable || this.#hadNulls ? "by-row" : "not-yet"));
    if (form === "parts") this.#parts.carry(count, sums, marked);
    this.#hadNulls ||= bound.nullableOutputs.includes(true);
    return marked;
  }

  /** What the batch's values allow. */
  #formOf(inputs: readonly Vector[], rows: number, count: number): SumForm {
    if (this.#areFloats) return "checked";
    if (!this.#isNarrow && rows < LEAST_ROWS) return "checked";
    if (rows > this.#context.batchRows || !this.#proves(inputs, rows)) return "checked";
    this.#isNarrow = true;
    return this.#parts.hold(count) && ROWS_PER_GROUP * count <= rows ? "parts" : "narrow";
  }

  #proves(inputs: readonly Vector[], rows: number): boolean {
    if (this.#unmeasured > 0) {
      this.#unmeasured--;
      return false;
    }
    const bits = inputs.map((column, at) => this.#bits.of(at, column, rows));
    if (this.#proof.holds(bits)) {
      this.#refusals = 0;
      return true;
    }
    if (++this.#refusals >= REFUSALS) this.#unmeasured = UNMEASURED;
    return false;
  }

  get #proof(): NarrowProof {
    this.#ownProof ??= this.#findProof();
    return this.#ownProof;
  }

  #findProof(): NarrowProof {
    const { compiler, functions, batchRows } = this.#context;
    const key = `${batchRows} ${this.#updates.map(({ state }) => state).join()}`;
    return proofsOf(compiler).get(this.#exprs, key, () => {
      const input: LowerContext["input"] = (position) => ({ slot: this.#inputs.indexOf(position), nullable: true });
      const integers = this.#exprs.filter((_, at) => this.#updates[at]?.state !== "f64");
      return new NarrowProof(
        integers.map((expr) => lower(expr, { ...functions, input })),
        batchRows,
      );
    });
  }

  #functionOf(form: SumForm): RowFunction {
    // As long as no value could be NULL rows mark no groups.
    const marksAll = this.#hadNulls;
    const key = `${form}${marksAll ? "!" : ""}`;
    let found = this.#functions.get(key);
    if (found === undefined) {
      const work = { kind: "update", updates: this.#updates, marksAll, grouped: this.#grouped, form } as const;
      found = new RowFunction(this.#context, work, this.#exprs, this.#inputs);
      this.#functions.set(key, found);
    }
    return found;
  }

  close(): void {
    for (const one of this.#functions.values()) one.close();
    this.#parts.close();
  }
}
