// Whether expressions can be computed, and a batch's values of them summed, in 64 bits: decided from how many bits their
// inputs have (column-bits.ts), and remembered. Fewer bits than proven ones need no proof, more than refused ones have
// none. Pure: the same for every thread and batch.
import type { IrExpr } from "../ir/ir.ts";
import { narrowed } from "../ir/narrow.ts";

const LIMIT = 1n << 63n;

export class NarrowProof {
  readonly #exprs: readonly IrExpr[];
  readonly #rows: bigint;
  #proven: readonly number[] | undefined;
  #refused: readonly number[] | undefined;

  /** @param rows the most rows that are summed at once */
  constructor(exprs: readonly IrExpr[], rows: number) {
    this.#exprs = exprs;
    this.#rows = BigInt(rows);
  }

  /** @param bits by input of the expressions, beside the sign */
  holds(bits: readonly number[]): boolean {
    const proven = this.#proven;
    if (proven !== undefined && bits.every((bit, at) => bit <= (proven[at] as number))) return true;
    const refused = this.#refused;
    if (refused !== undefined && bits.every((bit, at) => bit >= (refused[at] as number))) return false;
    // Batches differ by a bit or two: what is proven covers all that came, where it can.
    const together = bits.map((bit, at) => Math.max(bit, proven?.[at] ?? 0));
    const found = [together, bits].find((some) => this.#exprs.every((expr) => this.#fits(expr, some)));
    if (found === undefined) this.#refused = [...bits];
    else this.#proven = [...found];
    return found !== undefined;
  }

  #fits(expr: IrExpr, bits: readonly number[]): boolean {
    const result = narrowed(expr, (input) => bits[input] as number);
    return result !== undefined && result.low * this.#rows >= -LIMIT && result.high * this.#rows < LIMIT;
  }
}
