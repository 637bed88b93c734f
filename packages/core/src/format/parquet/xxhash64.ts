// XXH64 with seed 0 (the hash of Parquet's bloom filters), in words of 32 bits: JavaScript has no other fast
// integers. The hash object is its own set of registers: no pair of words is ever allocated.

/** The five primes: high and low word. */
const P1H = 0x9e3779b1 | 0;
const P1L = 0x85ebca87 | 0;
const P2H = 0xc2b2ae3d | 0;
const P2L = 0x27d4eb4f;
const P3H = 0x165667b1;
const P3L = 0x9e3779f9 | 0;
const P4H = 0x85ebca77 | 0;
const P4L = 0xc2b2ae63 | 0;
const P5H = 0x27d4eb2f;
const P5L = 0x165667c5;

/** The upper 32 bits of a product of two unsigned words. */
function highProduct(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const middle = ah * bl + (Math.imul(al, bl) >>> 16);
  const carry = (middle & 0xffff) + al * bh;
  // Sums stay below 2^34: exact as doubles, cut to words by the shifts.
  return (ah * bh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) | 0;
}

export class XxHash64 {
  /** The hash of the last bytes: low and high word. */
  low = 0;
  high = 0;
  /** The four lanes, low and high words, of inputs of 32 bytes and more. */
  readonly #lanes = new Int32Array(8);

  /** Hashes bytes `from` to `to`. */
  bytes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const length = to - from;
    let at = from;
    if (length >= 32) at = this.#stripes(view, from, to);
    else this.#set(P5H, P5L);
    this.#add(0, length);
    for (; at + 8 <= to; at += 8) {
      this.#mix(view.getInt32(at, true), view.getInt32(at + 4, true));
      this.#rotate(27);
      this.#multiply(P1H, P1L);
      this.#add(P4H, P4L);
    }
    if (at + 4 <= to) {
      this.#xorProduct(view.getInt32(at, true), P1H, P1L);
      this.#rotate(23);
      this.#multiply(P2H, P2L);
      this.#add(P3H, P3L);
      at += 4;
    }
    for (; at < to; at++) {
      this.#xorProduct(bytes[at] as number, P5H, P5L);
      this.#rotate(11);
      this.#multiply(P1H, P1L);
    }
    this.#finish();
  }

  #set(high: number, low: number): void {
    this.high = high;
    this.low = low;
  }

  #add(high: number, low: number): void {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.low = sum | 0;
  }

  #multiply(high: number, low: number): void {
    this.high = (highProduct(this.low, low) + Math.imul(this.high, low) + Math.imul(this.low, high)) | 0;
    this.low = Math.imul(this.low, low);
  }

  #rotate(bits: number): void {
    const { high, low } = this;
    this.high = (high << bits) | (low >>> (32 - bits));
    this.low = (low << bits) | (high >>> (32 - bits));
  }

  /** One step of a lane: (lane + input * P2) rotated by 31, times P1. The lane is in the registers. */
  #round(low: number, high: number): void {
    const productHigh = (highProduct(low, P2L) + Math.imul(high, P2L) + Math.imul(low, P2H)) | 0;
    this.#add(productHigh, Math.imul(low, P2L));
    this.#rotate(31);
    this.#multiply(P1H, P1L);
  }

  /** The registers xor the step of an empty lane. */
  #mix(low: number, high: number): void {
    const before = [this.high, this.low] as const;
    this.#set(0, 0);
    this.#round(low, high);
    this.#set(this.high ^ before[0], this.low ^ before[1]);
  }

  /** The registers xor a word of 32 bits times a prime. */
  #xorProduct(word: number, high: number, low: number): void {
    this.high ^= (highProduct(word, low) + Math.imul(word, high)) | 0;
    this.low ^= Math.imul(word, low);
  }

  /** All whole stripes of 32 bytes; answers the position behind them. */
  #stripes(view: DataView, from: number, to: number): number {
    const lanes = this.#lanes;
    this.#set(P1H, P1L);
    this.#add(P2H, P2L);
    [lanes[0], lanes[1]] = [this.low, this.high];
    [lanes[2], lanes[3]] = [P2L, P2H];
    [lanes[4], lanes[5]] = [0, 0];
    [lanes[6], lanes[7]] = [-P1L | 0, ~P1H];
    let at = from;
    for (; at + 32 <= to; at += 32) {
      for (let lane = 0; lane < 8; lane += 2) {
        this.#set(lanes[lane + 1] as number, lanes[lane] as number);
        this.#round(view.getInt32(at + lane * 4, true), view.getInt32(at + lane * 4 + 4, true));
        lanes[lane] = this.low;
        lanes[lane + 1] = this.high;
      }
    }
    let high = 0;
    let low = 0;
    for (const [lane, bits] of [1, 7, 12, 18].entries()) {
      this.#set(lanes[lane * 2 + 1] as number, lanes[lane * 2] as number);
      this.#rotate(bits);
      this.#add(high, low);
      high = this.high;
      low = this.low;
    }
    for (let lane = 0; lane < 8; lane += 2) {
      this.#mix(lanes[lane] as number, lanes[lane + 1] as number);
      this.#multiply(P1H, P1L);
      this.#add(P4H, P4L);
    }
    return at;
  }

  #shiftXor(bits: number): void {
    const { high, low } = this;
    if (bits >= 32) {
      this.low = low ^ (high >>> (bits - 32));
      return;
    }
    this.high = high ^ (high >>> bits);
    this.low = low ^ ((low >>> bits) | (high << (32 - bits)));
  }

  #finish(): void {
    this.#shiftXor(33);
    this.#multiply(P2H, P2L);
    this.#shiftXor(29);
    this.#multiply(P3H, P3L);
    this.#shiftXor(32);
  }
}

/** The hash of all the bytes, for single values. */
export function xxhash64(bytes: Uint8Array): bigint {
  const hash = new XxHash64();
  hash.bytes(bytes, 0, bytes.length);
  return (BigInt(hash.high >>> 0) << 32n) | BigInt(hash.low >>> 0);
}
