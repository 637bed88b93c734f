import assert from "node:assert/strict";
import { test } from "node:test";
import { getU32, getU64, onBothArenas, putU32, putU64, random, SIZES } from "./hash.fixture.ts";
import { GroupTable, NO_GROUP } from "./hash-group.ts";

/** Keys by kind: many, few, one, multiples of 2^32 (equal low halves), skewed. */
const distributions: readonly { readonly name: string; readonly word: (draw: number) => bigint }[] = [
  { name: "distinct", word: (draw) => BigInt(Math.floor(draw * 2 ** 50)) },
  { name: "few", word: (draw) => BigInt(Math.floor(draw * 5)) },
  { name: "one", word: () => 7n },
  { name: "high bits only", word: (draw) => BigInt(Math.floor(draw * 3000)) << 40n },
  { name: "skew", word: (draw) => (draw < 0.9 ? 1n : BigInt(Math.floor(draw * 2 ** 40))) },
];

for (const words of [1, 2, 3, 16]) {
  for (const { name, word } of distributions) {
    test(`groups of ${words} words: ${name}`, () => {
      onBothArenas((region) => {
        for (const size of SIZES) {
          const draw = random(size * 31 + words);
          const records = Array.from({ length: size }, () => Array.from({ length: words }, () => word(draw())));
          const table = GroupTable.create(region, { words });
          const keys = putU64(region, records.flat());
          const out = region.allocate(4 * size);
          // Two batches, so that the second meets groups of the first and the table grows between.
          const half = size >> 1;
          table.findOrAdd(keys, half, out);
          const attached = GroupTable.attach(region, table.toData());
          attached.findOrAdd(keys + 8 * words * half, size - half, out + 4 * half);
          const model = new Map<string, number>();
          const expected = records.map((record) => {
            const id = model.get(String(record)) ?? model.size;
            model.set(String(record), id);
            return id;
          });
          assert.deepEqual(getU32(region, out, size), expected);
          assert.equal(attached.count, model.size);
          const stored = getU64(region, attached.keys, model.size * words);
          assert.deepEqual(
            Array.from({ length: model.size }, (_, id) => String(stored.slice(id * words, (id + 1) * words))),
            [...model.keys()],
          );
          attached.find(keys, size, out);
          assert.deepEqual(getU32(region, out, size), expected);
          const absent = putU64(
            region,
            Array.from({ length: words }, () => 0xdeadbeefdeadn),
          );
          attached.find(absent, 1, out);
          assert.deepEqual(getU32(region, out, 1), [NO_GROUP]);
          region.freeAll();
        }
      });
    });
  }
}

test("a dense table answers as a hashed one, also when its range turns out to be wrong", () => {
  onBothArenas((region) => {
    for (const spread of [100, 5000]) {
      const draw = random(spread);
      const values = Array.from(
        { length: 20000 },
        (_, row) => BigInt(Math.floor(draw() * (row < 15000 ? 100 : spread))) - 50n,
      );
      const keys = putU64(region, values);
      const table = GroupTable.create(region, { words: 1, expected: { least: -50n, greatest: 49n } });
      const out = region.allocate(4 * values.length);
      table.findOrAdd(keys, values.length, out);
      const model = new Map<bigint, number>();
      const expected = values.map((value) => {
        const id = model.get(value) ?? model.size;
        model.set(value, id);
        return id;
      });
      assert.deepEqual(getU32(region, out, values.length), expected);
      assert.deepEqual(
        getU64(region, table.keys, table.count).map((key) => BigInt.asIntN(64, key)),
        [...model.keys()],
      );
      assert.equal(table.toData().map === 0, spread > 100);
      table.find(keys, values.length, out);
      assert.deepEqual(getU32(region, out, values.length), expected);
      region.freeAll();
    }
  });
});

const least = -(2n ** 63n);
for (const [name, keyOf, isDense] of [
  ["rising", (row: number) => BigInt(row) * 3n, true],
  ["falling", (row: number) => 5n - BigInt(row) * 2n, true],
  ["random", (_: number, draw: number) => BigInt(Math.floor(draw * 100000)), true],
  ["far apart", (row: number) => BigInt(row) << 20n, false],
  ["far apart at last", (row: number) => (row < 60000 ? BigInt(row % 999) : BigInt(row) << 30n), false],
  ["far apart at first", (row: number) => (row === 0 ? 400000n : BigInt(row)), true],
  [
    "at the ends of the type",
    (row: number) => (row % 2 === 0 ? least + BigInt(row) : -least - 1n - BigInt(row)),
    false,
  ],
  ["at the least", (row: number) => least + BigInt(row % 70), true],
  ["at the greatest", (row: number) => -least - 1n - BigInt(row % 70), true],
] as const) {
  test(`integers, ${name}: an array takes the table's place while it pays`, () => {
    onBothArenas((region) => {
      const draw = random(4);
      const values = Array.from({ length: 100000 }, (_, row) => keyOf(row, draw()));
      const keys = putU64(region, values);
      const table = GroupTable.create(region, { words: 1, integers: true });
      const out = region.allocate(4 * values.length);
      for (let from = 0; from < values.length; from += 1000) table.findOrAdd(keys + 8 * from, 1000, out + 4 * from);
      const model = new Map<bigint, number>();
      const expected = values.map((value) => {
        const id = model.get(value) ?? model.size;
        model.set(value, id);
        return id;
      });
      assert.deepEqual(getU32(region, out, values.length), expected);
      assert.equal(table.toData().map !== 0, isDense);
      region.freeAll();
    });
  });
}

test("merge gives the other table's groups their ids here", () => {
  onBothArenas((region) => {
    const left = GroupTable.create(region, { words: 1 });
    const right = GroupTable.create(region, { words: 1 });
    const out = region.allocate(64);
    left.findOrAdd(putU64(region, [5n, 6n, 7n]), 3, out);
    right.findOrAdd(putU64(region, [9n, 6n, 5n, 8n]), 4, out);
    const remap = putU32(region, [0, 0, 0, 0]);
    left.merge(right.toData(), remap);
    assert.deepEqual(getU32(region, remap, 4), [3, 1, 0, 4]);
    assert.deepEqual(getU64(region, left.keys, 5), [5n, 6n, 7n, 9n, 8n]);
  });
});

test("a released table leaves nothing behind", () => {
  onBothArenas((region) => {
    const before = region.usedBytes;
    const out = region.allocate(64);
    const held = region.usedBytes;
    const table = GroupTable.create(region, { words: 2 });
    table.findOrAdd(out, 2, out + 48);
    table.release();
    assert.equal(region.usedBytes, held);
    region.free(out);
    assert.equal(region.usedBytes, before);
  });
});

test("a table that becomes an array as it fills, by keys that the array cannot hold", () => {
  onBothArenas((region) => {
    for (const [near, gap] of [
      [13500, 100000],
      [14500, 200000],
      [32000, 300000],
    ] as const) {
      const table = GroupTable.create(region, { words: 1, integers: true });
      const out = region.allocate(4 * 1000);
      const model = new Map<bigint, number>();
      for (let from = 0; from < near + 60000; from += 1000) {
        const isFar = from >= near;
        const number = Math.floor((from - near) / 1000);
        const start = isFar ? near + gap * (1 + (number % 3)) + from : from;
        const values = Array.from({ length: 1000 }, (_, row) => BigInt(start + row));
        const keys = putU64(region, values);
        table.findOrAdd(keys, values.length, out);
        const expected = values.map((value) => {
          const id = model.get(value) ?? model.size;
          model.set(value, id);
          return id;
        });
        assert.deepEqual(getU32(region, out, 1000), expected);
        region.free(keys);
      }
      table.release();
      region.freeAll();
    }
  });
});
