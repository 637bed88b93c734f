// Gathers against plain indexing: indexes that skip nothing, little, much or go back and forth. Entries of tables with gaps and runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { columnKernels } from "./column.ts";
import { getU32, onBothArenas, putU32, random, SIZES } from "./hash.fixture.ts";

const indexes: readonly {
  readonly name: string;
  readonly of: (rows: number, draw: () => number) => readonly number[];
}[] = [
  { name: "all", of: (rows) => Array.from({ length: rows }, (_, row) => row) },
  { name: "from the middle", of: (rows) => Array.from({ length: rows }, (_, row) => row + 7) },
  { name: "most", of: (rows, draw) => ascending(rows, () => (draw() < 0.02 ? 2 : 1)) },
  { name: "half", of: (rows, draw) => ascending(rows, () => (draw() < 0.5 ? 3 : 1)) },
  { name: "one", of: (rows) => Array.from({ length: rows }, () => 3) },
  { name: "backwards", of: (rows) => Array.from({ length: rows }, (_, row) => rows - 1 - row) },
  // As long as if it skipped little.
  {
    name: "any, between the first and the last",
    of: (rows, draw) =>
      Array.from({ length: rows }, (_, row) => (row === 0 || row === rows - 1 ? row : Math.floor(draw() * rows))),
  },
];

function ascending(rows: number, step: () => number): readonly number[] {
  let at = 0;
  return Array.from({ length: rows }, () => (at += step()));
}

for (const { name, of } of indexes) {
  test(`32 bits through an index: ${name}`, () => {
    onBothArenas((region) => {
      for (const rows of [...SIZES, 66, 67]) {
        const draw = random(rows + 1);
        const index = of(rows, draw);
        const data = Array.from({ length: 4 * rows + 8 }, () => Math.floor(draw() * 2 ** 32));
        const out = region.allocate(4 * rows + 4);
        columnKernels(region.arena).gather32(putU32(region, data), putU32(region, index), out, rows);
        assert.deepEqual(
          getU32(region, out, rows),
          index.map((slot) => data[slot]),
        );
        region.freeAll();
      }
    });
  });
}

for (const [name, stays] of [
  ["empty", 1],
  ["runs and gaps", 0.95],
  ["here and there", 0.5],
] as const) {
  test(`entries of a table that are not 0: ${name}`, () => {
    onBothArenas((region) => {
      for (const size of [...SIZES, 15, 16, 17, 200]) {
        const draw = random(size + 1);
        let isSet = name === "empty";
        const table = Array.from({ length: size }, (_, at) => {
          if (draw() >= stays) isSet = !isSet;
          return isSet && name !== "empty" ? at * 3 + 1 : 0;
        });
        const address = putU32(region, table);
        const out = region.allocate(4 * size + 4);
        for (const [from, to] of [
          [0, size],
          [Math.min(3, size), size],
          [Math.floor(size / 3), Math.floor((2 * size) / 3)],
        ] as const) {
          const expected = table.slice(from, to).flatMap((entry) => (entry === 0 ? [] : [entry - 1]));
          const count = columnKernels(region.arena).entriesOf(address, from, to, out);
          assert.deepEqual([...getU32(region, out, count)], expected, `${size}: ${from} to ${to}`);
        }
      }
    });
  });
}

test("touching rows reads what is there and changes nothing, to the last byte of a memory", () => {
  const arena = Arena.create({ shared: false, initialBytes: 1 << 20, maximumBytes: 1 << 20 });
  const { touchRows } = columnKernels(arena);
  const { u8, u32 } = arena.view();
  const before = u8.slice();
  const index = 3 << 18;
  for (const width of [1, 4, 8, 16]) {
    for (const rows of [0, 1, 3, 16, 1024, 1042]) {
      touchRows(u8.length - width * rows, 0, rows, width);
      for (const [first, last] of [
        [0, rows - 1],
        [rows, 0],
        [7, 2 ** 31],
      ] as const) {
        if (rows === 0) continue;
        u32[index >>> 2] = first;
        u32[(index >>> 2) + rows - 1] = last;
        touchRows(u8.length - width * rows, index, rows, width);
        u8.fill(0, index, index + 4 * rows);
      }
    }
  }
  assert.deepEqual(u8.slice(), before);
});
