// The random numbers of TPC-H. Each generated column draws from its own stream: a Lehmer generator
// (x -> 16807 x mod 2^31 - 1) with a seed of its own and a fixed number of draws per row, so that any row can be
// reached by skipping ahead and parts of a table can be made independently. Algorithm, multiplier and the way a
// draw is mapped to a range are those of the TPC's dbgen (TPC-H specification v3).
const MULTIPLIER = 16807;
const MODULUS = 2147483647;

export class RandomStream {
  readonly drawsPerRow: number;
  /** The state before the next draw. */
  state: number;
  private drawn = 0;

  /** `drawsPerRow`: what a row uses up, drawn or not. */
  constructor(seed: number, drawsPerRow = 1) {
    this.state = seed;
    this.drawsPerRow = drawsPerRow;
  }

  /** Moves on by whole rows. Call it at the start of a row only. */
  skipRows(rows: number): void {
    this.state = advance(this.state, rows * this.drawsPerRow);
  }

  /** An integer from `low` to `high`, both included; `high - low` must be below 2^31 - 1. */
  between(low: number, high: number): number {
    this.state = step(this.state);
    this.drawn++;
    return low + (((this.state / MODULUS) * (high - low + 1)) | 0);
  }

  /** Thirty random bits as dbgen makes them: its range overflows to -2^31, so the number is not positive. */
  bits(): number {
    this.state = step(this.state);
    this.drawn++;
    return ((this.state / MODULUS) * -2147483648) | 0;
  }

  /** Uses up the draws of this row that were not needed. */
  endRow(): void {
    let { state } = this;
    for (let left = this.drawsPerRow - this.drawn; left > 0; left--) state = step(state);
    this.state = state;
    this.drawn = 0;
  }
}

/**
 * The state after `state`, in 32-bit arithmetic: the 46-bit product is folded at bit 31, where 2^31 = 1 (mod
 * 2^31 - 1). The sum stays below 2^32 - 1, so one more fold ends it.
 */
export function step(state: number): number {
  const high = Math.imul(MULTIPLIER, state >>> 16);
  const folded = (Math.imul(MULTIPLIER, state & 0xffff) + ((high & 0x7fff) << 16) + (high >>> 15)) | 0;
  return (folded & MODULUS) + (folded >>> 31);
}

/** The state `steps` steps after `state`, by squaring. */
export function advance(state: number, steps: number): number {
  const modulus = BigInt(MODULUS);
  let power = BigInt(MULTIPLIER);
  let result = BigInt(state);
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return Number(result);
}
