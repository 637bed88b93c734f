// Expressions compiled over whatever layout their input columns have: for each layout (which inputs can be NULL,
// which have an index, which are stored narrower than their type) a variant is compiled when it is first met.
// Byte heaps of the kernel library's functions are given and grown here.
import type { Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import { withinStack } from "../common/stack-depth.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { storedIrType } from "../function/ir-type.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import { convert } from "../ir/build.ts";
import type { IrInput, IrUpdate } from "../ir/ir.ts";
import { ByteHeaps } from "./byte-heaps.ts";
import type { CompiledFunction, Shape } from "./compile.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { memoPerOwner } from "./expr-memo.ts";

const shapesOf = memoPerOwner<Shape>();

/** What is done with the expressions' values (IrFunction). */
export type RowWork =
  | { readonly kind: "project" | "filter" }
  | { readonly kind: "update"; readonly updates: readonly IrUpdate[]; readonly marksAll: boolean };

export class RowFunction {
  readonly #context: EvaluationContext;
  readonly #work: RowWork;
  readonly #exprs: readonly PhysicalExpr[];
  readonly #slots: ReadonlyMap<number, number> | undefined;
  readonly #heaps: ByteHeaps;
  readonly #variants = new Map<string, CompiledFunction>();

  /** @param inputs what the columns given to `bind` are: positions that the expressions read; absent: from 0 on */
  constructor(context: EvaluationContext, work: RowWork, exprs: readonly PhysicalExpr[], inputs?: readonly number[]) {
    this.#context = context;
    this.#work = work;
    this.#exprs = exprs;
    this.#slots = inputs === undefined ? undefined : new Map(inputs.map((input, slot) => [input, slot] as const));
    this.#heaps = new ByteHeaps(context.region, context.batchRows);
  }

  /** The variant for the columns' layout, with its inputs set. The caller sets outputs and runs it. */
  bind(columns: readonly Vector[]): CompiledFunction {
    const layout = columns.map(layoutOf).join();
    let variant = this.#variants.get(layout);
    if (variant === undefined) {
      const { compiler, region } = this.#context;
      const slots = this.#slots === undefined ? "" : [...this.#slots.keys()].join();
      const key = `${keyOf(this.#work)} ${slots} ${layout}`;
      const shape = shapesOf(compiler).get(this.#exprs, key, () => this.#compile(columns));
      variant = compiler.instantiate(shape, region);
      this.#variants.set(layout, variant);
    }
    for (const [position, column] of columns.entries()) variant.setInput(position, column);
    return variant;
  }

  /** Runs a bound variant over so many rows; returns the rows written. Bytes it makes live until the next run. */
  run(bound: CompiledFunction, rows: number): number {
    for (;;) {
      this.#heaps.give(bound.modules);
      const written = bound.run(0, rows);
      if (written !== undefined) return written;
      this.#heaps.grow(bound.modules);
    }
  }

  #compile(columns: readonly Vector[]): Shape {
    const { compiler, functions } = this.#context;
    const inputs = columns.map(
      (column): IrInput => ({
        type: storedIrType(column.storage),
        nullable: column.validity !== 0,
        indexed: column.index !== 0,
      }),
    );
    const input: LowerContext["input"] = (position) => {
      const slot = this.#slots === undefined ? position : this.#slots.get(position);
      const found = slot === undefined ? undefined : inputs[slot];
      if (slot === undefined || found === undefined) throw internal(`column ${position} was not collected`);
      return { slot, nullable: found.nullable, stored: found.type };
    };
    return withinStack(() => {
      const exprs = this.#exprs.map((expr) => lower(expr, { ...functions, input }));
      const work = this.#work;
      if (work.kind !== "update") return compiler.shapeOf({ kind: work.kind, inputs, exprs });
      const values = exprs.map((expr, at) => convert(expr, (work.updates[at] as IrUpdate).state));
      return compiler.shapeOf({ ...work, inputs, exprs: values });
    });
  }

  close(): void {
    for (const variant of this.#variants.values()) variant.close();
    this.#variants.clear();
    this.#heaps.close();
  }
}

function keyOf(work: RowWork): string {
  if (work.kind !== "update") return work.kind;
  return `update${work.marksAll ? "!" : ""} ${JSON.stringify(work.updates)}`;
}

function layoutOf(column: Vector): string {
  return `${column.storage}${column.validity === 0 ? "" : "?"}${column.index === 0 ? "" : "[]"}`;
}
