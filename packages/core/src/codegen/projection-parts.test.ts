// Expressions whose texts find no room for a whole batch: all rows in order in parts, each once; what keeps no texts in one
// go; filters in pieces, with their counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { rowsFrom } from "../column/slice.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL, INT4, type LogicalType, TEXT } from "../type/logical-type.ts";
import { layColumn, readColumn } from "./columns.fixture.ts";
import { contextOver } from "./evaluation-context.fixture.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { Predicate } from "./predicate.ts";
import { Projection } from "./projection.ts";

const ROWS = 4096;
/** Texts of a batch have 3.7 MB. */
const LIMIT = 3 << 20;

const call = (overload: string, args: readonly PhysicalExpr[], type: LogicalType): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});
const text: PhysicalExpr = { kind: "input", index: 0, type: TEXT };
const times: PhysicalExpr = { kind: "input", index: 1, type: INT4 };
const constant = (value: number | string): PhysicalExpr =>
  typeof value === "number" ? { kind: "constant", value, type: INT4 } : { kind: "constant", value, type: TEXT };
const repeated = call("repeat(text,int4)", [text, times], TEXT);
const length = call("length(text)", [repeated], INT4);
const like = (pattern: string): PhysicalExpr => call("~~(text,text)", [repeated, constant(pattern)], BOOL);

const isNull = (row: number): boolean => row % 7 === 3;
const textOf = (row: number): string => `row ${row} `;
const texts: readonly Datum[] = Array.from({ length: ROWS }, (_, row) => (isNull(row) ? null : textOf(row)));
const long: readonly Datum[] = texts.map((datum) => (datum === null ? null : String(datum).repeat(100)));

function batchOf({ region }: EvaluationContext, indexed: boolean): Batch {
  const hundreds = texts.map(() => 100);
  return {
    rows: ROWS,
    columns: [layColumn(region, TEXT, texts, { indexed }), layColumn(region, INT4, hundreds, { indexed: false })],
  };
}

for (const indexed of [false, true]) {
  test(`texts in parts: ${indexed ? "through an index" : "as they lie"}`, () => {
    const context = contextOver(ROWS, LIMIT);
    const batch = batchOf(context, indexed);
    const before = usedBytes(context.arena);
    const projection = new Projection(context, [repeated, text, length, constant(5)]);
    for (let round = 0; round < 2; round++) {
      const parts: number[] = [];
      const columns: Datum[][] = [[], [], [], []];
      for (let rest = batch; rest.rows > 0; ) {
        const part = projection.evaluateFirst(rest);
        parts.push(part.rows);
        for (const [at, column] of part.columns.entries()) {
          columns[at]?.push(...readColumn(context.arena, column, part.rows));
        }
        rest = rowsFrom(rest, part.rows);
      }
      assert.ok(parts.length > 4, `${parts.length} parts`);
      assert.deepEqual(columns, [
        long,
        texts,
        long.map((datum) => (datum === null ? null : String(datum).length)),
        texts.map(() => 5),
      ]);
    }
    projection.close();
    assert.equal(usedBytes(context.arena), before);
  });
}

test("parts tell which rows they are of", () => {
  const context = contextOver(ROWS, LIMIT);
  const projection = new Projection(context, [repeated]);
  const seen: Datum[] = [];
  projection.evaluateInParts(batchOf(context, false), ([column], rows, from) => {
    assert.equal(from, seen.length);
    seen.push(...readColumn(context.arena, column as Vector, rows));
  });
  assert.deepEqual(seen, long);
});

test("where there is room a batch is one part", () => {
  const context = contextOver(ROWS);
  const projection = new Projection(context, [repeated]);
  assert.equal(projection.evaluateFirst(batchOf(context, false)).rows, ROWS);
});

test("all rows at one time may find no room", () => {
  const context = contextOver(ROWS, LIMIT);
  const projection = new Projection(context, [repeated]);
  assert.throws(() => projection.evaluate(batchOf(context, false)), { code: "MEMORY_LIMIT", sqlstate: "53200" });
});

test("what keeps no texts is computed for all rows", () => {
  const context = contextOver(ROWS, LIMIT);
  const projection = new Projection(context, [length, like("row 1%")]);
  const columns = projection.evaluate(batchOf(context, true));
  assert.deepEqual(
    columns.map((column) => readColumn(context.arena, column, ROWS)),
    [
      long.map((datum) => (datum === null ? null : String(datum).length)),
      texts.map((datum) => (datum === null ? null : String(datum).startsWith("row 1"))),
    ],
  );
});

test("a filter goes on behind the rows that found room", () => {
  const context = contextOver(ROWS, LIMIT);
  const predicate = new Predicate(context, {
    kind: "and",
    args: [like("row 1%"), like("%7 ")],
    type: { kind: "bool" },
  });
  const kept = predicate.select(batchOf(context, false));
  const wanted = Array.from({ length: ROWS }, (_, row) => row).filter(
    (row) => !isNull(row) && /^1.*7$/.test(String(row)),
  );
  const { u32 } = context.arena.view();
  assert.deepEqual([...u32.subarray(predicate.selected >>> 2, (predicate.selected >>> 2) + kept)], wanted);
  const [first, second] = predicate.passedRows;
  assert.deepEqual([first?.asked, second?.asked, second?.passed], [ROWS, first?.passed, wanted.length]);
});
