import assert from "node:assert/strict";
import { test } from "node:test";
import { blockHolds, blockOf, bloomHash, readBloomHeader } from "./bloom-filter.ts";

const word = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sets a hash's bits as BloomFilter.md says: one in each of a block's eight words. */
function insert(block: Uint8Array, hash: bigint): void {
  const salts = [
    0x47b6137bn,
    0x44974d91n,
    0x8824ad5bn,
    0xa2b7289dn,
    0x705495c7n,
    0x2df1424bn,
    0x9efc4947n,
    0x5c6bfb31n,
  ];
  const view = new DataView(block.buffer, block.byteOffset, 32);
  for (const [at, salt] of salts.entries()) {
    const bit = Number(((((hash & 0xffffffffn) * salt) & 0xffffffffn) >> 27n) & 31n);
    view.setUint32(at * 4, view.getUint32(at * 4, true) | (2 ** bit), true);
  }
}

test("what was put in is found, what was not is mostly not", () => {
  const filter = new Uint8Array(32 * 64);
  const blockAt = (hash: bigint): Uint8Array => {
    const at = blockOf(hash, 64) * 32;
    return filter.subarray(at, at + 32);
  };
  for (let i = 0; i < 500; i++) {
    const hash = bloomHash(word(`in ${i}`));
    insert(blockAt(hash), hash);
  }
  const holds = (text: string): boolean => {
    const hash = bloomHash(word(text));
    return blockHolds(blockAt(hash), hash);
  };
  for (let i = 0; i < 500; i++) assert.ok(holds(`in ${i}`));
  const wrong = Array.from({ length: 1000 }, (_, i) => holds(`out ${i}`)).filter((held) => held).length;
  assert.ok(wrong < 20, `${wrong} of 1000`);
});

test("headers of other kinds of filter are not understood", () => {
  // 32 bytes (zigzag 64), block algorithm, xxHash, uncompressed.
  const header = [0x15, 64, 0x1c, 0x1c, 0, 0, 0x1c, 0x1c, 0, 0, 0x1c, 0x1c, 0, 0, 0];
  assert.deepEqual(readBloomHeader(Uint8Array.from(header)), { offset: header.length, blocks: 1 });
  assert.equal(readBloomHeader(Uint8Array.from(header.with(3, 0x2c))), undefined, "an algorithm of number 2");
  assert.equal(readBloomHeader(Uint8Array.from(header.with(1, 66))), undefined, "33 bytes");
  assert.equal(readBloomHeader(Uint8Array.from(header.slice(0, 5))), undefined, "cut off");
});
