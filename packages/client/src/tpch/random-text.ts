// Columns of random text: comments cut from the text pool, addresses of random characters, phone numbers.
import type { TextBuilder } from "./chunk.ts";
import { RandomStream } from "./random-stream.ts";
import { POOL_BYTES } from "./text-pool.ts";

const SHORTEST = 0.4;
const LONGEST = 1.6;
const ALPHABET = new TextEncoder().encode("0123456789abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,");
const CHARACTERS_PER_DRAW = 5;
const HYPHEN = 0x2d;

/** The most bytes that a comment or address of this average length has. */
export function longestText(averageLength: number): number {
  return Math.trunc(averageLength * LONGEST);
}

/** The fewest. */
export function shortestText(averageLength: number): number {
  return Math.trunc(averageLength * SHORTEST);
}

/** Comments: a random stretch of the text pool each. */
export class CommentStream {
  readonly stream: RandomStream;
  readonly longest: number;
  private readonly shortest: number;
  private readonly pool: DataView;

  constructor(pool: DataView, seed: number, averageLength: number, perRow = 1) {
    this.stream = new RandomStream(seed, 2 * perRow);
    this.shortest = shortestText(averageLength);
    this.longest = longestText(averageLength);
    this.pool = pool;
  }

  append(to: TextBuilder): void {
    const start = this.stream.between(0, POOL_BYTES - this.longest);
    to.slice(this.pool, start, this.stream.between(this.shortest, this.longest));
  }
}

/** The average length of an address, and the draws that one has. */
export const ADDRESS_LENGTH = 25;
export const ADDRESS_DRAWS = 9;

export function appendAddress(stream: RandomStream, to: TextBuilder): void {
  const length = stream.between(shortestText(ADDRESS_LENGTH), longestText(ADDRESS_LENGTH));
  let bits = 0;
  for (let at = 0; at < length; at++) {
    if (at % CHARACTERS_PER_DRAW === 0) bits = stream.bits();
    to.byte(ALPHABET[bits & 63] as number);
    bits >>= 6;
  }
}

/** Bytes of a phone number, and the draws that one has. */
export const PHONE_BYTES = 15;
export const PHONE_DRAWS = 3;

export function appendPhone(stream: RandomStream, nation: number, to: TextBuilder): void {
  to.digits(10 + nation, 2);
  to.byte(HYPHEN);
  to.digits(stream.between(100, 999), 3);
  to.byte(HYPHEN);
  to.digits(stream.between(100, 999), 3);
  to.byte(HYPHEN);
  to.digits(stream.between(1000, 9999), 4);
}
