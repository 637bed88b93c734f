// Files come out of what the build packs, empty ones and those of a view in a larger buffer included.
import assert from "node:assert/strict";
import { test } from "node:test";
import { unpackFiles } from "./packed-files.ts";

const table = new TextEncoder().encode('{"b.wasm":3,"empty":0,"ü":2}');
const packed = new Uint8Array([table.length, 0, 0, 0, ...table, 1, 2, 3, 4, 5]);
const files = new Map([
  ["b.wasm", new Uint8Array([1, 2, 3])],
  ["empty", new Uint8Array()],
  ["ü", new Uint8Array([4, 5])],
]);

test("files come out as they went in", () => {
  assert.deepEqual(unpackFiles(packed), files);
  assert.deepEqual(unpackFiles(new Uint8Array([9, 9, 9, ...packed]).subarray(3)), files);
  assert.deepEqual(unpackFiles(new Uint8Array([2, 0, 0, 0, 0x7b, 0x7d])), new Map());
});
