import assert from "node:assert/strict";
import { test } from "node:test";
import { countRows, HeldRows, intersect, positionOf, type RowRange, slice } from "./row-ranges.ts";

const ranges = (...bounds: readonly (readonly [number, number])[]): RowRange[] =>
  bounds.map(([start, end]) => ({ start, end }));

/** Sets of rows below 12, as ranges and as numbers. */
const sets: readonly (readonly RowRange[])[] = [
  ranges(),
  ranges([0, 12]),
  ranges([3, 4]),
  ranges([0, 2], [5, 9]),
  ranges([1, 6], [7, 8], [9, 12]),
  ranges([2, 5], [8, 10]),
];
const rowsOf = (set: readonly RowRange[]): number[] =>
  set.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));

test("ranges are sets of rows", () => {
  for (const left of sets) {
    assert.equal(countRows(left), rowsOf(left).length);
    for (const right of sets) {
      const both = rowsOf(left).filter((row) => rowsOf(right).includes(row));
      assert.deepEqual(rowsOf(intersect(left, right)), both);
    }
    for (let start = 0; start <= 12; start++) {
      assert.equal(positionOf(left, start), rowsOf(left).filter((row) => row < start).length);
      for (let end = start; end <= 12; end++) {
        assert.deepEqual(rowsOf(slice(left, start, end)), rowsOf(left).slice(start, end));
      }
    }
  }
});

test("a reader of some pages knows what lies before a row", () => {
  const held = new HeldRows(ranges([10, 20], [40, 50]));
  assert.equal(held.before(15), 5);
  held.advance(5);
  assert.equal(held.before(15), 0);
  assert.equal(held.before(45), 10);
  held.advance(15);
  assert.equal(held.before(50), 0);
  assert.equal(new HeldRows(undefined).before(7), 7);
});
