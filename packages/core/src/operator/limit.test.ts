// LIMIT, OFFSET, repeat and DISTINCT ON against slices and runs in JavaScript, at every batch size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { random } from "../kernel/hash.fixture.ts";
import { FLOAT8, INT4, INT8, TEXT } from "../type/logical-type.ts";
import { contextOf, layBatches, sourceOf } from "./context.fixture.ts";
import { createDistinctOn } from "./distinct-on.ts";
import { createLimit } from "./limit.ts";
import { createRepeat } from "./repeat.ts";
import { readSource, type Value } from "./vector.fixture.ts";

const SIZES = [1, 63, 64, 65, 8192];
const types = [INT4, TEXT];
const rows: Value[][] = Array.from({ length: 500 }, (_, row) => [row, row % 7 === 0 ? null : `text ${row % 5}`]);

function onBothArenas(body: (region: Region, inputs: Region) => void): void {
  for (const shared of [true, false]) {
    const arena = Arena.create({ shared, initialBytes: 1 << 20 });
    const inputs = Region.create(arena, Budget.create(arena));
    const region = Region.create(arena, Budget.create(arena));
    body(region, inputs);
    assert.equal(region.usedBytes, 0, "bytes left");
    region.release();
    inputs.release();
  }
}

for (const [limit, offset] of [
  [0, 0],
  [1, 0],
  [undefined, 0],
  [64, 0],
  [65, 3],
  [100, 450],
  [10, 499],
  [undefined, 77],
  [10, 500],
  [10, 10000],
] as const) {
  test(`limit ${limit ?? "none"} offset ${offset}`, () => {
    onBothArenas((region, inputs) => {
      for (const size of SIZES) {
        const counter = region.allocateZeroed(8);
        const options = { offset, counter, ...(limit === undefined ? {} : { limit }) };
        const input = sourceOf(layBatches(inputs, types, rows, size));
        const source = createLimit(contextOf(region.arena, region, size), options, input);
        assert.deepEqual(readSource(region, source, size), rows.slice(offset, offset + (limit ?? rows.length)));
        assert.equal(source.isSatisfied, limit !== undefined && offset + limit <= rows.length);
        if (limit !== undefined) assert.ok(input.pulled() <= Math.ceil((offset + limit) / size), "read on for nothing");
        source.close();
        region.free(counter);
      }
    });
  });
}

test("two threads share a limit's count", () => {
  onBothArenas((region, inputs) => {
    const counter = region.allocateZeroed(8);
    const options = { limit: 150, offset: 20, counter };
    const sources = [0, 1].map(() =>
      createLimit(contextOf(region.arena, region, 64), options, sourceOf(layBatches(inputs, types, rows, 64))),
    );
    let total = 0;
    for (let open = 2; open > 0; ) {
      open = 0;
      for (const source of sources) {
        const batch = source.next();
        if (batch === undefined) continue;
        total += batch.rows;
        open++;
      }
    }
    assert.equal(total, 150);
    region.free(counter);
  });
});

test("repeat puts out each row as often as its count says", () => {
  onBothArenas((region, inputs) => {
    const counts = [1n, 0n, 3n, null, -2n, 200n, 1n, 9000n];
    const input = Array.from({ length: 40 }, (_, row): Value[] => [
      row,
      counts[row % counts.length] as Value,
      `t${row}`,
    ]);
    const expected = input.flatMap(([row, count, text]) =>
      Array.from({ length: Math.max(0, Number(count)) }, () => [row, text]),
    );
    for (const size of SIZES) {
      const batches = layBatches(inputs, [INT4, INT8, TEXT], input, size);
      const source = createRepeat(contextOf(region.arena, region, size), 1, sourceOf(batches));
      assert.deepEqual(readSource(region, source, size), expected);
      source.close();
    }
  });
});

test("distinct on keeps the first row of each run of keys, over the bounds of batches", () => {
  onBothArenas((region, inputs) => {
    const draw = random(3);
    const texts = ["a", "a", "b", null, null, "c"];
    const floats = [0, -0, Number.NaN, 1];
    const keys = Array.from({ length: 60 }, (_, run): Value[] => [
      texts[run % texts.length] as Value,
      floats[Math.floor(run / 4) % floats.length] as Value,
    ]);
    const input = keys.flatMap((key) =>
      Array.from({ length: Math.floor(draw() * 12) }, (_, at): Value[] => [...key, at]),
    );
    const same = ([text, float]: Value[]): string => `${text}/${String(float)}`;
    const expected = input.filter((row, at) => at === 0 || same(row) !== same(input[at - 1] as Value[]));
    const exprs = [TEXT, FLOAT8].map((type, index) => ({ kind: "input", index, type }) as const);
    for (const size of SIZES) {
      const batches = layBatches(inputs, [TEXT, FLOAT8, INT4], input, size);
      const source = createDistinctOn(contextOf(region.arena, region, size), exprs, sourceOf(batches));
      assert.deepEqual(readSource(region, source, size), expected);
      source.close();
    }
  });
});
