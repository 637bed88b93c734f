// What of zlib's errors is the data's fault: every one that damaged data causes, none that a lack of memory does.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  brotliCompressSync,
  brotliDecompressSync,
  gzipSync,
  unzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import { isOfData } from "./decompress.ts";

const text = Buffer.from("some bytes, some bytes, and some more bytes".repeat(20));
const codecs = {
  gzip: [gzipSync(text), unzipSync],
  zstd: [zstdCompressSync(text), zstdDecompressSync],
  brotli: [brotliCompressSync(text), brotliDecompressSync],
} as const;

for (const [name, [packed, unpack]] of Object.entries(codecs)) {
  const damaged = {
    "cut off": packed.subarray(0, packed.length - 5),
    "of something else": text,
    "with a byte changed": packed.map((byte, at) => (at === 3 ? byte ^ 0xff : byte)),
  };
  for (const [what, bytes] of Object.entries(damaged)) {
    test(`${name}: data ${what}`, () => {
      const unpacked = (): Buffer => unpack(bytes, { maxOutputLength: text.length });
      try {
        assert.notDeepEqual(unpacked(), text);
      } catch (thrown) {
        assert.equal(isOfData(thrown), true, String(thrown));
      }
    });
  }
  test(`${name}: more than there was to be`, () => {
    assert.throws(() => unpack(packed, { maxOutputLength: 10 }), isOfData);
  });
}

test("a lack of memory", () => {
  const withCode = (code: string): Error => Object.assign(new Error(code), { code });
  assert.equal(isOfData(withCode("Z_MEM_ERROR")), false);
  assert.equal(isOfData(withCode("ZSTD_error_memory_allocation")), false);
  assert.equal(isOfData(withCode("ERR__ERROR_ALLOC_CONTEXT_MODES")), false);
  assert.equal(isOfData(new RangeError("Array buffer allocation failed")), false);
});
