// The table gives what the platform's CRC-32 does, for bytes of every length around what loops round to.
import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { crc32, crc32ByTable } from "./checksum.ts";
import { loadedZlib } from "./platform-zlib.ts";

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * at * 31 + at) >>> 3);

for (const length of [0, 1, 3, 4, 7, 8, 63, 64, 65, 1000, 70_000]) {
  test(`${length} bytes`, () => {
    const bytes = bytesOf(length);
    assert.equal(crc32ByTable(bytes), zlib.crc32(bytes));
  });
}

test("the check value of CRC-32", () => {
  assert.equal(crc32ByTable(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("zlib is loaded when many bytes have been summed", () => {
  const bytes = bytesOf(5000);
  assert.equal(crc32(bytes), zlib.crc32(bytes));
  assert.equal(loadedZlib(), undefined);
  assert.equal(crc32(bytes), zlib.crc32(bytes));
  assert.notEqual(loadedZlib(), undefined);
});
