// Tables that shares fill in turns, against the tables that one thread builds: the same matches of every key.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import { getU32, onBothArenas, putU8, putU64, random, SIZES } from "./hash.fixture.ts";
import { JoinTable, NO_KEYS, reserveJoinTable, widened } from "./hash-join.ts";
import { fillTableShare, leftOverBytes, shareOf } from "./hash-join-shares.ts";

const distributions: readonly { readonly name: string; readonly word: (draw: number) => bigint }[] = [
  { name: "dense", word: (draw) => BigInt(Math.floor(draw * 3000)) - 1500n },
  { name: "sparse", word: (draw) => BigInt(Math.floor(draw * 20_000)) << 33n },
  { name: "one key", word: () => 7n << 40n },
  { name: "extremes", word: (draw) => (draw < 0.5 ? -(2n ** 63n) : 2n ** 63n - 1n) },
];

/** Words whose slots are all at the end of a table of so many rows: what does not fit goes on at its beginning. */
function lateKeys(rows: number): bigint[] {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(64, 2 * rows)));
  const found: bigint[] = [];
  for (let word = 1n; found.length < rows; word++) {
    if (homeOf(word << 34n, slots) >= slots - 4) found.push(word << 34n);
  }
  return found;
}

const mask64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** The slot that a one-word key begins to look at (assembly/hash-mix.part.ts). */
function homeOf(word: bigint, slots: number): number {
  let hash = mask64(mask64(word) * 0x9e3779b97f4a7c15n);
  hash ^= hash >> 32n;
  hash = mask64(hash * 0xd6e8feb86659fd93n);
  hash ^= hash >> 32n;
  return Number((hash >> 32n) & BigInt(slots - 1));
}

function fillInTurns(region: Region, options: Parameters<typeof reserveJoinTable>[1], shares: number): JoinTable {
  const scratch = region.allocate(16);
  const bounds = options.words === 1 ? widened(region, NO_KEYS, options, 0, options.rows, scratch) : undefined;
  const table = reserveJoinTable(region, options, bounds);
  const leftOver = region.allocateZeroed(leftOverBytes(shares));
  const open = new Map(
    Array.from({ length: shares }, (_, at) => [at, fillTableShare(region, table, { at, of: shares }, leftOver)]),
  );
  let duplicates = 0;
  while (open.size > 0) {
    for (const [at, task] of open) {
      const step = task.next();
      if (step.done !== true) continue;
      duplicates += step.value;
      open.delete(at);
    }
  }
  return JoinTable.attach(region, { ...table, unique: duplicates === 0 });
}

/** By key: the build rows that it matches. */
function matches(region: Region, table: JoinTable, keys: number, rows: number): readonly number[][] {
  const found = region.allocate(4 * rows);
  table.find(keys, 0, rows, found);
  const next = table.toData().next >>> 2;
  return getU32(region, found, rows).map((first) => {
    const chain: number[] = [];
    for (let link = first; link !== 0; link = region.arena.view().u32[next + link - 1] as number) chain.push(link - 1);
    return chain.toSorted((left, right) => left - right);
  });
}

function check(region: Region, words: number, keys: readonly bigint[], valid: readonly number[] | undefined): void {
  const rows = keys.length / words;
  const options = {
    words,
    keys: putU64(region, keys),
    validity: valid === undefined ? 0 : putU8(region, valid),
    rows,
  };
  // Chains may be as long as there are rows: each is looked at once.
  const distinct = new Map<string, readonly bigint[]>();
  for (let row = 0; row < rows; row++) {
    const key = keys.slice(row * words, (row + 1) * words);
    distinct.set(key.join(), key);
  }
  const probe = putU64(region, [...distinct.values()].flat());
  const expected = JoinTable.build(region, options);
  for (const shares of [1, 2, 3, 8]) {
    const table = fillInTurns(region, options, shares);
    assert.equal(table.unique, expected.unique, `${rows} rows, ${shares} shares`);
    assert.equal(table.toData().shape, expected.toData().shape);
    assert.deepEqual(matches(region, table, probe, distinct.size), matches(region, expected, probe, distinct.size));
  }
}

for (const words of [1, 2, 3]) {
  for (const { name, word } of distributions) {
    test(`${words} words: ${name}`, () => {
      onBothArenas((region) => {
        for (const rows of SIZES) {
          const draw = random(rows + words);
          const keys = Array.from({ length: rows }, () =>
            Array.from({ length: words }, (_, at) => (at === 0 ? word(draw()) : 3n)),
          ).flat();
          check(region, words, keys, undefined);
          check(
            region,
            words,
            keys,
            Array.from({ length: rows }, () => (draw() < 0.2 ? 0 : 1)),
          );
          region.freeAll();
        }
      });
    });
  }
}

test("keys whose slots are all at the end of the table", () => {
  onBothArenas((region) => {
    for (const rows of [5, 64, 300]) check(region, 1, lateKeys(rows), undefined);
  });
});

test("shares of a number cover it", () => {
  for (const size of [0, 1, 7, 64, 2 ** 33]) {
    for (const count of [1, 2, 3, 8]) {
      const shares = Array.from({ length: count }, (_, at) => shareOf({ at, of: count }, size));
      assert.equal(shares[0]?.from, 0);
      assert.equal(shares.at(-1)?.to, size);
      for (const [at, { from }] of shares.entries()) if (at > 0) assert.equal(from, shares[at - 1]?.to);
    }
  }
});
