import assert from "node:assert/strict";
import { test } from "node:test";
import { rowsWithin } from "./query-place.ts";

const MB = 2 ** 20;
const cases: readonly { readonly limit: number; readonly wanted: number; readonly rows: number }[] = [
  { limit: 0, wanted: 16384, rows: 16384 },
  { limit: 0, wanted: 65536, rows: 65536 },
  { limit: 1, wanted: 16384, rows: 8192 },
  { limit: 64 * MB, wanted: 16384, rows: 8192 },
  { limit: 96 * MB, wanted: 16384, rows: 12288 },
  { limit: 128 * MB, wanted: 16384, rows: 16384 },
  { limit: 8 * MB, wanted: 63, rows: 63 },
  { limit: 1024 * MB, wanted: 65536, rows: 65536 },
];

for (const { limit, wanted, rows } of cases) {
  test(`batches of ${rows} where ${wanted} are wanted within ${limit} bytes`, () => {
    assert.equal(rowsWithin(limit, wanted), rows);
  });
}
