// Strings that a join's build keys make of columns. They are copied when all build rows are there, and may have many times the
// bytes of the rows: what is spilled in time has to allow for them.
import type { Arena } from "../../arena/arena.ts";
import { Projection } from "../../codegen/projection.ts";
import { sliceBatch } from "../../column/slice.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { storageOf } from "../../type/storage.ts";
import type { TaskContext } from "../operator.ts";
import { stringBytes } from "../spill/wide-rows.ts";

/** Strings that are columns are counted with the rows. */
function isMade({ kind, type }: PhysicalExpr): boolean {
  return kind !== "input" && storageOf(type) === "ref";
}

/** Bytes of those that are made, of the columns of all keys. */
export function madeBytes(
  arena: Arena,
  exprs: readonly PhysicalExpr[],
  columns: readonly Vector[],
  rows: number,
): number {
  const made = columns.filter((_, at) => isMade(exprs[at] as PhysicalExpr));
  return made.length === 0 ? 0 : stringBytes(arena, { rows, columns: made });
}

/** Rows of each batch that are looked at. */
const SAMPLE = 64;

/** What keys come to, by some of them. */
export class MadeKeys {
  readonly #arena: Arena;
  #keys: Projection | undefined;
  #rows = 0;
  #bytes = 0;

  private constructor(context: TaskContext, made: readonly PhysicalExpr[]) {
    this.#arena = context.arena;
    this.#keys = new Projection(context, made);
  }

  /** Undefined where no key makes strings. */
  static of(context: TaskContext, exprs: readonly PhysicalExpr[]): MadeKeys | undefined {
    const made = exprs.filter(isMade);
    return made.length === 0 ? undefined : new MadeKeys(context, made);
  }

  /** Build rows as they come. */
  add(batch: Batch): void {
    const keys = this.#keys?.evaluateFirst(sliceBatch(batch, 0, Math.min(batch.rows, SAMPLE)));
    if (keys === undefined) return;
    this.#rows += keys.rows;
    this.#bytes += stringBytes(this.#arena, keys);
  }

  /** Of so many rows. */
  bytesOf(rows: number): number {
    return this.#rows === 0 ? 0 : (this.#bytes / this.#rows) * rows;
  }

  /** No further rows come. May be called again: by an end that fails, and then by who frees what is left. */
  close(): void {
    this.#keys?.close();
    this.#keys = undefined;
  }
}
