// Keys made to collide: distinct words with the same 32-bit tag, hence the same slot, found by running the hash
// of hash-mix.part.ts backwards. Only the comparison of whole keys keeps them apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { getU32, getU64, onBothArenas, putU64 } from "./hash.fixture.ts";
import { hashKernels } from "./hash.ts";
import { GroupTable } from "./hash-group.ts";
import { JoinTable } from "./hash-join.ts";

const FIRST = 0x9e3779b97f4a7c15n;
const SECOND = 0xd6e8feb86659fd93n;

/** x with x * factor = 1 modulo 2^64 (Newton's iteration doubles the right bits). */
function inverse(factor: bigint): bigint {
  let guess = factor;
  for (let round = 0; round < 6; round++) guess = BigInt.asUintN(64, guess * (2n - factor * guess));
  return guess;
}

function wordWithTag(tag: bigint, low: bigint): bigint {
  const mixed = BigInt.asUintN(64, ((tag << 32n) | low) * inverse(SECOND));
  return BigInt.asUintN(64, (mixed ^ (mixed >> 32n)) * inverse(FIRST));
}

test("keys of one tag stay apart in groups and joins", () => {
  const words = Array.from({ length: 500 }, (_, low) => wordWithTag(0x12345678n, BigInt(low)));
  assert.equal(new Set(words).size, 500);
  onBothArenas((region) => {
    const keys = putU64(region, [...words, ...words]);
    const hashes = region.allocate(8 * 500);
    hashKernels(region.arena).hashKeys(keys, 1, 500, hashes);
    assert.deepEqual(new Set(getU64(region, hashes, 500).map((hash) => hash >> 32n)), new Set([0x12345678n]));
    const out = region.allocate(8000);
    const table = GroupTable.create(region, { words: 1 });
    table.findOrAdd(keys, 1000, out);
    assert.deepEqual(
      getU32(region, out, 1000),
      Array.from({ length: 1000 }, (_, row) => row % 500),
    );
    const join = JoinTable.build(region, { words: 1, keys, validity: 0, rows: 500 });
    assert.equal(join.unique, true);
    join.find(keys, 0, 1000, out);
    assert.deepEqual(
      getU32(region, out, 1000),
      Array.from({ length: 1000 }, (_, row) => (row % 500) + 1),
    );
  });
});
