// Expressions compiled over whatever layout their input columns have: for each layout (which inputs can be NULL,
// which have an index, or one in common, which are stored narrower than their type) a variant is compiled when it is
// first met.
// Byte heaps of the kernel library's functions are given and grown here.
import type { Pointer } from "../arena/arena.ts";
import type { Vector } from "../column/vector.ts";
import { withinStack } from "../common/stack-depth.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { inputsOf } from "../expr/inputs.ts";
import { storedIrType } from "../function/ir-type.ts";
import type { IrInput } from "../ir/ir.ts";
import { touchColumn } from "../kernel/touch.ts";
import type { Storage } from "../type/storage.ts";
import { ByteHeaps } from "./byte-heaps.ts";
import type { CompiledFunction, Shape } from "./compile.ts";
import { codeOf } from "./compiled-code.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { knownMemoPerOwner } from "./expr-memo.ts";
import { type RowWork, rowIr } from "./row-ir.ts";

const shapesOf = knownMemoPerOwner<Shape>();

/** What compiled code takes for granted of a column. */
interface ColumnLayout {
  readonly storage: Storage;
  readonly nullable: boolean;
  /** Position of the first column with the same index, which may be this one's; NO_INDEX without one. */
  readonly indexOf: number;
}

const NO_INDEX = -1;

export class RowFunction {
  readonly #context: EvaluationContext;
  readonly #work: RowWork;
  readonly #exprs: readonly PhysicalExpr[];
  readonly #slots: ReadonlyMap<number, number> | undefined;
  readonly #heaps: ByteHeaps;
  readonly #variants = new Map<string, CompiledFunction>();
  /** The layout that was bound last, and its variant: most batches lie as the one before. */
  #layout: readonly ColumnLayout[] = [];
  #variant: CompiledFunction | undefined;
  /** Inputs that are read for every row, or most of them: of a filter those of its first conjunct. */
  readonly #readFirst: readonly number[];
  readonly #bound: Vector[] = [];

  /** @param inputs what the columns given to `bind` are: positions that the expressions read; absent: from 0 on */
  constructor(context: EvaluationContext, work: RowWork, exprs: readonly PhysicalExpr[], inputs?: readonly number[]) {
    this.#context = context;
    this.#work = work;
    this.#exprs = exprs;
    this.#slots = inputs === undefined ? undefined : new Map(inputs.map((input, slot) => [input, slot] as const));
    this.#heaps = new ByteHeaps(context.region, context.batchRows);
    this.#readFirst = inputsOf(work.kind === "filter" ? exprs.slice(0, 1) : exprs).map(
      (input) => this.#slots?.get(input) ?? input,
    );
  }

  /** The variant for the columns' layout, with its inputs set. The caller sets outputs and runs it. */
  bind(columns: readonly Vector[]): CompiledFunction {
    if (this.#variant === undefined || !this.#lie(columns)) {
      this.#variant = this.#variantOf(columns);
      this.#layout = layoutOf(columns);
    }
    for (let at = 0; at < columns.length; at++) this.#variant.setInput(at, columns[at] as Vector);
    for (let at = 0; at < this.#readFirst.length; at++)
      this.#bound[at] = columns[this.#readFirst[at] as number] as Vector;
    return this.#variant;
  }

  /** Whether the columns lie as those that were bound last. */
  #lie(columns: readonly Vector[]): boolean {
    return columns.every(({ storage, validity, index }, at) => {
      const layout = this.#layout[at];
      if (layout === undefined || layout.storage !== storage || layout.nullable !== (validity !== 0)) return false;
      if (layout.indexOf === NO_INDEX) return index === 0;
      // Its own index may be read even where another column has the same.
      return layout.indexOf === at ? index !== 0 : index === (columns[layout.indexOf] as Vector).index;
    });
  }

  #variantOf(columns: readonly Vector[]): CompiledFunction {
    const layout = layoutOf(columns).map(textOf).join();
    let variant = this.#variants.get(layout);
    if (variant === undefined) {
      const { compiler, region } = this.#context;
      const slots = this.#slots === undefined ? "" : [...this.#slots.keys()].join();
      const key = `${keyOf(this.#work)} ${slots} ${layout}`;
      const shape = shapesOf(compiler).get(this.#exprs, key, () => this.#compile(columns));
      variant = compiler.instantiate(shape, region);
      this.#variants.set(layout, variant);
    }
    return variant;
  }

  /** Runs a bound variant over so many rows, whatever room their bytes take. Those live until the next run. */
  run(bound: CompiledFunction, rows: number): void {
    this.#touch(rows);
    for (;;) {
      this.#heaps.give(bound.modules);
      if (bound.run(0, rows) !== undefined) return;
      this.#heaps.grow(bound.modules);
    }
  }

  /** As run, for the first rows: as many as the room for their bytes lets through, at least one. Returns how many. */
  runFirst(bound: CompiledFunction, rows: number): number {
    this.#touch(rows);
    for (;;) {
      this.#heaps.give(bound.modules);
      if (bound.run(0, rows) !== undefined) return rows;
      const done = bound.stoppedAt;
      if (done > 0 && !this.#heaps.mayGrow) return done;
      this.#heaps.grow(bound.modules);
    }
  }

  /**
   * Runs a bound filter over all rows, in pieces where the bytes that it makes find no room: nobody needs them behind their
   * row. `out`: a u32 for each row that is kept. `ran` is told of each piece. Returns how many are kept.
   */
  filter(bound: CompiledFunction, rows: number, out: Pointer, ran?: (rows: number, kept: number) => void): number {
    this.#touch(rows);
    let [start, size, kept] = [0, rows, 0];
    do {
      const end = Math.min(rows, start + size);
      this.#heaps.give(bound.modules);
      bound.setOutput(0, { data: out + 4 * kept, validity: 0 });
      const written = bound.run(start, end);
      if (written !== undefined) {
        ran?.(end - start, written);
        kept += written;
        start = end;
        continue;
      }
      const done = bound.stoppedAt - start;
      // How many of those before it were kept is not said: they run again.
      if (done > 0 && !this.#heaps.mayGrow) size = done;
      else this.#heaps.grow(bound.modules);
    } while (start < rows);
    return kept;
  }

  /** Compiled code does much with each value: what it reads in order comes into the cache before. */
  #touch(rows: number): void {
    for (const column of this.#bound) touchColumn(this.#context.arena, column, rows);
  }

  #compile(columns: readonly Vector[]): Shape {
    const { compiler, functions } = this.#context;
    const inputs = layoutOf(columns).map(({ storage, nullable, indexOf }, at): IrInput => {
      const input = { type: storedIrType(storage), nullable, indexed: indexOf !== NO_INDEX };
      return indexOf === NO_INDEX || indexOf === at ? input : { ...input, indexOf };
    });
    return withinStack(() => compiler.shapeOf(rowIr(functions, this.#work, this.#exprs, inputs, this.#slots), codeOf));
  }

  close(): void {
    for (const variant of this.#variants.values()) variant.close();
    this.#variants.clear();
    this.#heaps.close();
  }
}

function keyOf(work: RowWork): string {
  if (work.kind !== "update") return work.kind;
  const { form, grouped, marksAll, updates } = work;
  return `update ${form}${grouped ? "" : " all"}${marksAll ? "!" : ""} ${JSON.stringify(updates)}`;
}

function layoutOf(columns: readonly Vector[]): readonly ColumnLayout[] {
  const firsts = new Map<number, number>();
  return columns.map(({ storage, validity, index }, at) => {
    if (index !== 0 && !firsts.has(index)) firsts.set(index, at);
    return { storage, nullable: validity !== 0, indexOf: firsts.get(index) ?? NO_INDEX };
  });
}

function textOf({ storage, nullable, indexOf }: ColumnLayout): string {
  return `${storage}${nullable ? "?" : ""}${indexOf === NO_INDEX ? "" : `[${indexOf}]`}`;
}
