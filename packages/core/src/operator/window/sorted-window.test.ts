// Windows that are sorted on disk and computed in pages, against their definition in JavaScript: without partitions, or
// with a huge one among others, at every size from which they go to disk: ranks, near rows and frames that begin with the
// partition (far-frames.test.ts has the others).
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import type { PhysicalFrame, PhysicalWindowStep } from "../../physical/plan.ts";
import { BOOL, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { type Run } from "../spill/spilling-run.fixture.ts";
import { accumulators, check, FILTER, numbered, ORDER, RUNS, ref, tableOf, valuesOf } from "./pages.fixture.ts";

const frames: readonly PhysicalFrame[] = (["rows", "range", "groups"] as const).flatMap((mode) =>
  (["current-row", "unbounded-following"] as const).map(
    (end): PhysicalFrame => ({
      mode,
      start: { kind: "unbounded-preceding" },
      end: { kind: end },
      exclude: "no-others",
    }),
  ),
);

/** Of rows at a distance. */
const near = (
  [
    [{ kind: "preceding", offset: 5 }, { kind: "current-row" }, "no-others"],
    [{ kind: "preceding", offset: 2 }, { kind: "following", offset: 3 }, "current-row"],
    [{ kind: "following", offset: 1 }, { kind: "following", offset: 7 }, "no-others"],
    [{ kind: "preceding", offset: 40 }, { kind: "preceding", offset: 30 }, "no-others"],
  ] as const
).map(([start, end, exclude]): PhysicalFrame => ({ mode: "rows", start, end, exclude }));

/** Every step, the frames in turn. */
function stepsOf(offset: PhysicalExpr, turn: number): readonly PhysicalWindowStep[] {
  const value = ref(5);
  const frameAt = (at: number): PhysicalFrame => frames[(at + turn) % frames.length] as PhysicalFrame;
  return [
    { kind: "row-number", type: INT8 },
    { kind: "rank", type: INT8 },
    { kind: "dense-rank", type: INT8 },
    { kind: "percent-rank", type: FLOAT8 },
    { kind: "cume-dist", type: FLOAT8 },
    { kind: "lag", value, type: TEXT },
    { kind: "lag", value, offset, type: TEXT },
    { kind: "lead", value, offset, type: TEXT },
    { kind: "outside-lag", offset, type: BOOL },
    { kind: "outside-lead", type: BOOL },
    { kind: "nth-value", value, fromEnd: false, frame: frameAt(0), type: TEXT },
    { kind: "nth-value", value, fromEnd: true, frame: frameAt(2), type: TEXT },
    { kind: "nth-value", value, fromEnd: true, frame: near[turn % near.length] as PhysicalFrame, type: TEXT },
    ...accumulators.map(([operator, input, type], at): PhysicalWindowStep => {
      const filter = at % 4 === 1 ? { filter: ref(FILTER) } : {};
      const own = input === undefined ? {} : { input: ref(input) };
      const accumulator = { operator, type, distinct: false, ...own, ...filter };
      return { kind: "accumulate", accumulator, frame: frameAt(at), type };
    }),
    ...near.map((frame, at): PhysicalWindowStep => {
      const [operator, input, type] = accumulators[
        (2 + at + 2 * turn) % accumulators.length
      ] as (typeof accumulators)[0];
      const own = input === undefined ? {} : { input: ref(input) };
      return { kind: "accumulate", accumulator: { operator, type, distinct: false, ...own }, frame, type };
    }),
  ];
}

for (const [name, partitionBy, orderBy, peers] of [
  ["rows that differ", false, true, 1],
  ["few peers", false, true, 4],
  ["peers of several pages", false, true, 300],
  ["no order", false, false, 1],
  ["one huge partition", true, true, 3],
  ["one huge partition, peers of several pages", true, true, 300],
  ["one huge partition without order", true, false, 1],
] as const) {
  test(`a window in pages: ${name}`, () => {
    const table = tableOf(620, peers);
    for (const [turn, one] of RUNS.entries()) {
      const shape = { partitionBy, orderBy, descending: turn % 2 === 1, nullsFirst: turn % 3 === 1 };
      check(table, shape, (distance) => stepsOf(distance, turn), one);
    }
  });
}

test("many pages", () => {
  const rows = 20_011;
  const table = numbered(rows);
  const one = { batchRows: 4096, threads: 2, shared: true, threshold: 100_000 };
  const frame = frames[0] as PhysicalFrame;
  const accumulator = { operator: "sum", input: ref(ORDER), type: INT8, distinct: false } as const;
  const sums = valuesOf({ kind: "accumulate", accumulator, frame, type: INT8 }, table, one);
  assert.deepEqual(
    sums,
    Array.from({ length: rows }, (_, at) => (BigInt(at) * BigInt(at + 1)) / 2n),
  );
  const offset: PhysicalExpr = { kind: "constant", value: 9000, type: INT4 };
  const far = valuesOf({ kind: "lead", value: ref(ORDER), offset, type: INT4 }, table, one);
  assert.deepEqual(
    far,
    Array.from({ length: rows }, (_, at) => (at + 9000 < rows ? at + 9000 : null)),
  );
});

test("ntile: the buckets that the first value says, counted from there", () => {
  const rows = 1000;
  for (const one of RUNS) {
    // NULL up to row 299: 7 buckets of the partition's 1000 rows, the first of 143 rows, from row 300 on.
    const table = numbered(rows).map((row) => row.with(3, (row[ORDER] as number) < 300 ? null : 7));
    const found = valuesOf({ kind: "ntile", buckets: ref(3), type: INT4 }, table, one);
    const expected = Array.from({ length: rows }, (_, at) => {
      if (at < 300) return null;
      const place = at - 300;
      return place < 6 * 143 ? Math.floor(place / 143) + 1 : 7;
    });
    assert.deepEqual(found, expected, JSON.stringify(one));
    const wrong = table.map((row) => row.with(3, row[3] === null ? null : 0));
    assert.throws(
      () => valuesOf({ kind: "ntile", buckets: ref(3), type: INT4 }, wrong, one),
      (thrown) => thrown instanceof FfqError && thrown.sqlstate === "22014",
    );
  }
});

test("a sum that leaves its type on the way", () => {
  const table = numbered(1000).map((row) => row.with(4, 2n ** 62n));
  const frame = frames[0] as PhysicalFrame;
  const step = (type: LogicalType): PhysicalWindowStep => {
    return { kind: "accumulate", accumulator: { operator: "sum", input: ref(4), type, distinct: false }, frame, type };
  };
  const one = RUNS[3] as Run;
  assert.throws(
    () => valuesOf(step(INT8), table, one),
    (thrown) => thrown instanceof FfqError && thrown.sqlstate === "22003",
  );
  const sums = valuesOf(step(fixedNumeric(38, 0)), table, one);
  assert.deepEqual(
    sums,
    Array.from({ length: 1000 }, (_, at) => BigInt(at + 1) * 2n ** 62n),
  );
});
