import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import { getU32, onBothArenas, putU8, putU64, random, SIZES } from "./hash.fixture.ts";
import { JoinTable, NO_ROW } from "./hash-join.ts";

const distributions: readonly {
  readonly name: string;
  readonly shape?: "dense" | "hashed";
  readonly word: (draw: number) => bigint;
}[] = [
  { name: "dense", shape: "dense", word: (draw) => BigInt(Math.floor(draw * 3000)) - 1500n },
  { name: "sparse", shape: "hashed", word: (draw) => BigInt(Math.floor(draw * 2000)) << 33n },
  { name: "extremes", shape: "hashed", word: (draw) => (draw < 0.5 ? -(2n ** 63n) : 2n ** 63n - 1n) },
  { name: "skew", word: (draw) => (draw < 0.05 ? 1n : BigInt(Math.floor(draw * 2 ** 40))) },
];

function allPairs(
  region: Region,
  table: JoinTable,
  found: number,
  rows: number,
  outer: boolean,
  capacity: number,
): string[] {
  const cursor = region.allocateZeroed(8);
  const probe = region.allocate(4 * capacity);
  const build = region.allocate(4 * capacity);
  const pairs: string[] = [];
  while ((getU32(region, cursor, 1)[0] as number) < rows) {
    const count = table.expand(found, rows, outer, cursor, { probe, build, capacity });
    assert.ok(count <= capacity);
    const builds = getU32(region, build, count);
    for (const [at, row] of getU32(region, probe, count).entries()) pairs.push(`${row}:${builds[at]}`);
  }
  for (const pointer of [cursor, probe, build]) region.free(pointer);
  return pairs;
}

for (const words of [1, 2, 3]) {
  for (const { name, shape, word } of distributions) {
    test(`join of ${words} words: ${name}`, () => {
      onBothArenas((region) => {
        for (const size of SIZES) {
          for (const nulls of [false, true]) {
            const draw = random(size + words);
            const probeSize = Math.ceil(size / 2);
            const record = (): bigint[] => Array.from({ length: words }, (_, at) => (at === 0 ? word(draw()) : 3n));
            const buildKeys = Array.from({ length: size }, record);
            const probeKeys = Array.from({ length: probeSize }, record);
            const buildValid = buildKeys.map(() => (nulls && draw() < 0.2 ? 0 : 1));
            const probeValid = probeKeys.map(() => (nulls && draw() < 0.2 ? 0 : 1));
            const model = new Map<string, number[]>();
            buildKeys.forEach((key, row) => {
              if (buildValid[row] === 0) return;
              const rows = model.get(String(key));
              if (rows === undefined) model.set(String(key), [row]);
              else rows.push(row);
            });
            const matches = probeKeys.map((key, row) =>
              probeValid[row] === 0 ? [] : (model.get(String(key)) ?? []).slice(0, 50),
            );
            const isCut = [...model.values()].some((rows) => rows.length > 50);
            const built = JoinTable.build(region, {
              words,
              keys: putU64(region, buildKeys.flat()),
              validity: nulls ? putU8(region, buildValid) : 0,
              rows: size,
            });
            if (words === 1 && shape !== undefined && size > 2) assert.equal(built.toData().shape, shape);
            assert.equal(
              built.unique,
              [...model.values()].every((rows) => rows.length === 1),
            );
            const table = JoinTable.attach(region, built.toData());
            const found = region.allocate(4 * probeSize);
            const count = table.find(
              putU64(region, probeKeys.flat()),
              nulls ? putU8(region, probeValid) : 0,
              probeSize,
              found,
            );
            assert.equal(count, matches.filter((rows) => rows.length > 0).length);
            assert.deepEqual(
              getU32(region, found, probeSize),
              matches.map((rows) => (rows[0] ?? -1) + 1),
            );
            const bytes = region.allocate(probeSize);
            table.matched(found, probeSize, bytes);
            assert.deepEqual(
              [...region.arena.view().u8.subarray(bytes, bytes + probeSize)],
              matches.map((rows) => (rows.length > 0 ? 1 : 0)),
            );
            for (const isMatched of [true, false]) {
              const out = region.allocate(4 * probeSize);
              const selected = table.select(found, probeSize, isMatched, out);
              assert.deepEqual(
                getU32(region, out, selected),
                [...matches.keys()].filter((row) => (matches[row] as number[]).length > 0 === isMatched),
              );
            }
            if (isCut) continue;
            for (const capacity of [7, 8192]) {
              const inner = matches.flatMap((rows, row) => rows.map((build) => `${row}:${build}`));
              assert.deepEqual(allPairs(region, table, found, probeSize, false, capacity), inner);
              const outer = matches.flatMap((rows, row) =>
                (rows.length === 0 ? [NO_ROW] : rows).map((build) => `${row}:${build}`),
              );
              assert.deepEqual(allPairs(region, table, found, probeSize, true, capacity), outer);
            }
            region.freeAll();
          }
        }
      });
    });
  }
}

test("one key on both sides: every pair, in bounded steps", () => {
  onBothArenas((region) => {
    const keys = putU64(
      region,
      Array.from({ length: 300 }, () => 1n),
    );
    const table = JoinTable.build(region, { words: 1, keys, validity: 0, rows: 300 });
    const found = region.allocate(1200);
    table.find(keys, 0, 300, found);
    const expected = Array.from({ length: 90000 }, (_, at) => `${Math.floor(at / 300)}:${at % 300}`);
    assert.deepEqual(allPairs(region, table, found, 300, false, 1000), expected);
  });
});

test("marks give the unmatched build rows, resumably", () => {
  onBothArenas((region) => {
    const keys = putU64(
      region,
      Array.from({ length: 100 }, (_, row) => BigInt(row)),
    );
    const table = JoinTable.build(region, { words: 1, keys, validity: 0, rows: 100 });
    const marks = region.allocateZeroed(100);
    const list = region.allocate(40);
    region.arena.view().u32.set([3, 50, NO_ROW, 99, 3], list >>> 2);
    table.mark(list, 5, marks);
    for (const marked of [true, false]) {
      const cursor = region.allocateZeroed(4);
      const out = region.allocate(64);
      const rows: number[] = [];
      while ((getU32(region, cursor, 1)[0] as number) < 100)
        rows.push(...getU32(region, out, table.emitMarked(marks, marked, cursor, out, 16)));
      const isMarked = (row: number): boolean => row === 3 || row === 50 || row === 99;
      assert.deepEqual(
        rows,
        Array.from({ length: 100 }, (_, row) => row).filter((row) => isMarked(row) === marked),
      );
    }
  });
});
