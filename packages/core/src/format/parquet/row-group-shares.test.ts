// Shares of a row group's rows: all of them, each once, cut where pages end if that is near.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnChunk } from "./row-group.ts";
import { inShares, sharesMade, splitLimits } from "./row-group-shares.ts";
import { countRows, type RowRange } from "./row-ranges.ts";
import type { ColumnRead, RowGroupRead } from "./scan-plan.ts";

const pagesAt = (...rows: readonly number[]): { offset: number; length: number; firstRow: number }[] =>
  rows.map((firstRow) => ({ offset: 0, length: 1, firstRow }));

const all = (rows: number): readonly RowRange[] => [{ start: 0, end: rows }];

/** Two threads. */
const wanted = 16;

/** A row group of one column. */
function read(rows: number, dictionary = 0): Pick<RowGroupRead, "rows" | "columns"> {
  const chunk = { length: 1000, dictionary: { offset: 4, length: dictionary } } as ColumnChunk;
  return { rows, columns: [{ chunks: [{ chunk }] } as unknown as ColumnRead] };
}

test("what is left is split so that no thread waits long for the other", () => {
  const made = (rows: number, left: number, all: number): number =>
    sharesMade(rows, splitLimits(read(rows), { left, all }, { wanted }));
  // One row group of a million, the last two of six, the first of six.
  assert.equal(made(1_048_576, 1_048_576, 1_048_576), 2);
  assert.equal(made(1_048_576, 1_800_000, 6_000_000), 2);
  assert.equal(made(1_048_576, 6_000_000, 6_000_000), 1);
  // Small ones at the end of a long scan are not worth it, but are where they are most of a scan.
  assert.equal(made(122_880, 122_880, 6_000_000), 1);
  assert.equal(made(122_880, 150_000, 150_000), 2);
  assert.equal(made(27_120, 27_120, 150_000), 1);
  assert.equal(made(40_000, 40_000, 40_000), 1);
});

test("dictionaries that are most of a small row group are not decoded twice", () => {
  const made = (rows: number, dictionary: number): number =>
    sharesMade(rows, splitLimits(read(rows, dictionary), { left: rows, all: rows }, { wanted }));
  assert.equal(made(122_880, 300), 2);
  assert.equal(made(122_880, 700), 1);
  assert.equal(made(1_048_576, 700), 2);
});

test("one thread needs no shares, and many threads get many", () => {
  const limits = (wanted: number): number =>
    sharesMade(1_048_576, splitLimits(read(1_048_576), { left: 1_048_576, all: 1_048_576 }, { wanted }));
  assert.equal(limits(1), 1);
  assert.equal(limits(8 * 16), 16);
});

test("shares of few rows, where each of them is much work", () => {
  const made = (rows: number, leastRows: number): number =>
    sharesMade(rows, splitLimits(read(rows), { left: rows, all: rows }, { wanted, leastRows }));
  assert.equal(made(10_000, 105), 2);
  assert.equal(made(200, 105), 1);
  // No more than without.
  assert.equal(made(100_000, 1 << 20), 2);
});

test("shares of the same size where pages do not matter", () => {
  assert.deepEqual(inShares(all(100), 4), [
    [{ start: 0, end: 25 }],
    [{ start: 25, end: 50 }],
    [{ start: 50, end: 75 }],
    [{ start: 75, end: 100 }],
  ]);
});

test("they are cut at pages that begin near their bounds", () => {
  assert.deepEqual(inShares(all(150), 2, pagesAt(0, 20, 40, 60, 80, 100, 120, 140)), [
    [{ start: 0, end: 80 }],
    [{ start: 80, end: 150 }],
  ]);
  // Pages of half the rows and more: shares would be uneven.
  assert.deepEqual(inShares(all(150), 2, pagesAt(0, 110)), [[{ start: 0, end: 75 }], [{ start: 75, end: 150 }]]);
});

test("only some rows are wanted", () => {
  const ranges = [
    { start: 10, end: 40 },
    { start: 90, end: 120 },
  ];
  assert.deepEqual(inShares(ranges, 2, pagesAt(0, 30, 60, 90)), [[{ start: 10, end: 40 }], [{ start: 90, end: 120 }]]);
  assert.deepEqual(inShares(ranges, 3, pagesAt(0, 50)), [
    [{ start: 10, end: 30 }],
    [
      { start: 30, end: 40 },
      { start: 90, end: 100 },
    ],
    [{ start: 100, end: 120 }],
  ]);
});

test("every row is in one share, and no share is empty", () => {
  for (let rows = 1; rows < 60; rows += 7) {
    for (let count = 1; count < 9; count++) {
      for (const pages of [[], pagesAt(0), pagesAt(0, 3, 5, 30), pagesAt(0, 10, 20, 30, 40, 50)]) {
        const shares = inShares([{ start: 5, end: 5 + rows }], count, pages);
        assert.equal(
          shares.reduce((sum, share) => sum + countRows(share), 0),
          rows,
        );
        assert.ok(shares.length <= count && shares.every((share) => countRows(share) > 0));
        let next = 5;
        for (const { start, end } of shares.flat()) {
          assert.equal(start, next);
          next = end;
        }
      }
    }
  }
});
