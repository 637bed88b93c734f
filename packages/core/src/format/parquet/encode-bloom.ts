// A split-block bloom filter of a column chunk's values, as the format defines it: blocks of 256 bits, one bit in
// each of a block's eight words, chosen by the XXH64 of the value's PLAIN bytes (a text's without its length).
import type { DenseValues } from "./encode-values.ts";
import { CompactWriter } from "./write-thrift.ts";
import type { PhysicalType } from "./write-types.ts";
import { XxHash64 } from "./xxhash64.ts";

const WORDS = 8;
const BLOCK_BYTES = WORDS * 4;
/** The odd constants of the format, one per word of a block. */
const SALT = Int32Array.of(
  0x47b6137b,
  0x44974d91,
  0x8824ad5b | 0,
  0xa2b7289d | 0,
  0x705495c7,
  0x2df1424b,
  0x9efc4947 | 0,
  0x5c6bfb31,
);
const MOST_BYTES = 128 * 1024 * 1024;

/** The filter's header and bits, as they stand in the file. `rate`: of values that are not there, how many pass. */
export function bloomFilterOf(values: DenseValues, physical: PhysicalType, rate: number): Uint8Array {
  const blocks = blocksFor(values.count, rate);
  const bits = new Int32Array(blocks * WORDS);
  const hash = new XxHash64();
  forEachHash(values, physical, hash, () => insert(bits, blocks, hash.low, hash.high));
  const header = headerOf(bits.byteLength);
  const out = new Uint8Array(header.length + bits.byteLength);
  out.set(header);
  out.set(new Uint8Array(bits.buffer), header.length);
  return out;
}

/** A power of two, as other writers have it. */
function blocksFor(count: number, rate: number): number {
  const bits = (-8 * Math.max(count, 1)) / Math.log(1 - rate ** (1 / 8));
  const bytes = Math.min(MOST_BYTES, Math.max(BLOCK_BYTES, 2 ** Math.ceil(Math.log2(bits / 8))));
  return bytes / BLOCK_BYTES;
}

function insert(bits: Int32Array, blocks: number, low: number, high: number): void {
  // The upper half of the hash times the number of blocks, by 2^32: blocks are a power of two.
  const block = blocks === 1 ? 0 : high >>> (32 - Math.log2(blocks));
  for (let word = 0; word < WORDS; word++) {
    const at = block * WORDS + word;
    bits[at] = (bits[at] as number) | (1 << (Math.imul(low, SALT[word] as number) >>> 27));
  }
}

function forEachHash(values: DenseValues, physical: PhysicalType, hash: XxHash64, visit: () => void): void {
  switch (values.kind) {
    case "bits":
      for (let i = 0; i < values.count; i++) {
        hash.bytes(Uint8Array.of(values.values[i] === 0 ? 0 : 1), 0, 1);
        visit();
      }
      return;
    case "words": {
      const bytes = plainWords(values, physical);
      const size = values.width * 4;
      for (let i = 0; i < values.count; i++) {
        hash.bytes(bytes, i * size, (i + 1) * size);
        visit();
      }
      return;
    }
    case "bytes":
      for (let i = 0; i < values.count; i++) {
        hash.bytes(values.bytes, values.offsets[i] as number, values.offsets[i + 1] as number);
        visit();
      }
  }
}

function plainWords(
  { words, count, width, turned }: Extract<DenseValues, { kind: "words" }>,
  physical: PhysicalType,
): Uint8Array {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, count * width * 4);
  if (physical !== "fixed16") return bytes;
  const reversed = bytes.slice();
  for (let at = 0; at < reversed.length; at += 16) {
    reversed.subarray(at, at + 16).reverse();
    if (turned === true) reversed[at] = (reversed[at] as number) ^ 0x80;
  }
  return reversed;
}

/** BloomFilterHeader: bytes of bits, split blocks, XXH64, not compressed. */
function headerOf(bytes: number): Uint8Array {
  const out = new CompactWriter();
  const first = (): void => out.struct(1, () => {});
  out.i32(1, bytes);
  out.struct(2, first);
  out.struct(3, first);
  out.struct(4, first);
  return out.bytes();
}
