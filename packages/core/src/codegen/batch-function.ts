// A compiled function bound to batches: expressions that run over whatever layout a batch's columns have. For
// each layout (which inputs can be NULL, which have an index) a variant is compiled when it is first met.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Batch, Vector } from "../column/vector.ts";
import { internal } from "../common/error.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { walk } from "../expr/tree.ts";
import { irTypeOf } from "../function/ir-type.ts";
import { type LowerContext, lower } from "../function/lower.ts";
import type { IrExpr, IrInput } from "../ir/ir.ts";
import { ByteHeaps } from "./byte-heaps.ts";
import type { CompiledFunction, Compiler } from "./compile.ts";

/** What evaluating expressions needs from its task. */
export interface EvaluationContext {
  readonly arena: Arena;
  readonly region: Region;
  readonly compiler: Compiler;
  readonly functions: Omit<LowerContext, "input">;
  /** The most rows a batch has. */
  readonly batchRows: number;
}

/** Positions of the input columns that the expressions read, ascending. */
export function inputsOf(exprs: readonly PhysicalExpr[]): readonly number[] {
  const positions = new Set<number>();
  for (const expr of exprs) {
    for (const node of walk<InputRef>(expr)) if (node.kind === "input") positions.add(node.index);
  }
  return [...positions].sort((left, right) => left - right);
}

export class BatchFunction {
  readonly #context: EvaluationContext;
  readonly #kind: "project" | "filter";
  readonly #exprs: readonly PhysicalExpr[];
  readonly #inputs: readonly number[];
  readonly #heaps: ByteHeaps;
  readonly #variants = new Map<string, CompiledFunction>();

  constructor(context: EvaluationContext, kind: "project" | "filter", exprs: readonly PhysicalExpr[]) {
    this.#context = context;
    this.#kind = kind;
    this.#exprs = exprs;
    this.#inputs = inputsOf(exprs);
    this.#heaps = new ByteHeaps(context.region, context.batchRows);
  }

  /** The variant for the batch's layout, with its inputs set. The caller sets outputs and runs it. */
  bind(batch: Batch): CompiledFunction {
    const columns = this.#inputs.map((position) => batch.columns[position] as Vector);
    const layout = columns
      .map((column) => `${column.validity === 0 ? "" : "?"}${column.index === 0 ? "" : "[]"}`)
      .join();
    let variant = this.#variants.get(layout);
    if (variant === undefined) {
      variant = this.#compile(columns);
      this.#variants.set(layout, variant);
    }
    for (const [position, column] of columns.entries()) variant.setInput(position, column);
    return variant;
  }

  /** Runs a bound variant over all rows of its batch; returns the rows written. Bytes it makes live until the next run. */
  run(bound: CompiledFunction, rows: number): number {
    for (;;) {
      this.#heaps.give(bound.modules);
      const written = bound.run(0, rows);
      if (written !== undefined) return written;
      this.#heaps.grow(bound.modules);
    }
  }

  #compile(columns: readonly Vector[]): CompiledFunction {
    const { compiler, region } = this.#context;
    const inputs = columns.map((column): IrInput => {
      const type = irTypeOf(column.type);
      return { type, nullable: column.validity !== 0, indexed: column.index !== 0 };
    });
    return compiler.compile({ kind: this.#kind, inputs, exprs: this.#lowered(columns) }, region);
  }

  #lowered(columns: readonly Vector[]): readonly IrExpr[] {
    const input: LowerContext["input"] = (position) => {
      const slot = this.#inputs.indexOf(position);
      const column = columns[slot];
      if (column === undefined) throw internal(`column ${position} was not collected`);
      return { slot, nullable: column.validity !== 0 };
    };
    return this.#exprs.map((expr) => lower(expr, { ...this.#context.functions, input }));
  }

  close(): void {
    for (const variant of this.#variants.values()) variant.close();
    this.#variants.clear();
    this.#heaps.close();
  }
}
