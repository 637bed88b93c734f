// Split-block bloom filters (parquet-format: BloomFilter.md): whether a value can be in a column chunk. Pure; the header
// says where the blocks begin and how many there are, and a value needs one block.
import { wellFormed } from "./page-index.ts";
import { ThriftReader } from "./thrift.ts";
import { xxhash64 } from "./xxhash64.ts";

/** Where a filter's blocks lie behind the start of its header. */
export interface BloomBlocks {
  readonly offset: number;
  readonly blocks: number;
}

/** Of each block: eight words of 32 bits. */
export const BLOCK_BYTES = 32;
/** Headers are shorter. */
export const HEADER_BYTES = 64;

/** undefined for a header that is damaged, or of a kind that is not known. */
export function readBloomHeader(bytes: Uint8Array): BloomBlocks | undefined {
  return wellFormed(() => {
    const reader = new ThriftReader(bytes);
    let length = -1;
    let known = true;
    reader.struct((id, type) => {
      if (id === 1) length = reader.i32(type);
      else {
        // Algorithm, hash and compression are unions: each has one member so far.
        reader.structOf(type, (member, memberType) => {
          if (member !== 1) known = false;
          reader.skip(memberType);
        });
      }
    });
    if (!known || length < BLOCK_BYTES || length % BLOCK_BYTES !== 0) return undefined;
    return { offset: reader.position, blocks: length / BLOCK_BYTES };
  });
}

const SALTS = [0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31];

/** What a value's PLAIN bytes (of a byte array: without its length) ask of a filter. */
export function bloomHash(plain: Uint8Array): bigint {
  return xxhash64(plain);
}

/** Which of `blocks` blocks a value would be in. */
export function blockOf(hash: bigint, blocks: number): number {
  return Number(((hash >> 32n) * BigInt(blocks)) >> 32n);
}

/** Whether a value with this hash may be in the block's 32 bytes. */
export function blockHolds(block: Uint8Array, hash: bigint): boolean {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const key = Number(hash & 0xffffffffn);
  return SALTS.every((salt, word) => {
    const bit = Math.imul(key, salt) >>> 27;
    return ((view.getUint32(word * 4, true) >>> bit) & 1) === 1;
  });
}
