// Expressions over dictionaries: computed per slot, with the answers that rows would give, whatever slots are
// never shown, and however the dictionary changes between batches.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { callOf, constantOf } from "../function/facts.fixture.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { kernelLibrary } from "../kernel/library.ts";
import type { Datum } from "../type/datum.ts";
import { BOOL, fixedNumeric, INT4, TEXT } from "../type/logical-type.ts";
import { layColumn, readColumn } from "./columns.fixture.ts";
import { Compiler } from "./compile.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { Predicate } from "./predicate.ts";
import { Projection } from "./projection.ts";

function contextOver(shared: boolean, batchRows: number): EvaluationContext {
  const arena = Arena.create({ shared, initialBytes: 2 << 20 });
  return {
    arena,
    region: Region.create(arena, Budget.create(arena)),
    compiler: new Compiler(arena, kernelLibrary(arena)),
    functions: evaluationFunctions(),
    batchRows,
  };
}

/** A dictionary column: its entries, and which of them each row shows. */
function layDictionary(
  context: EvaluationContext,
  entries: readonly (string | null)[],
  rows: readonly number[],
): Vector {
  const { arena, region } = context;
  const slots = layColumn(region, TEXT, entries, { indexed: false });
  const index = region.allocate(rows.length * 4);
  arena.view().u32.set(rows, index >>> 2);
  return { ...slots, index, dictionary: nextDictionaryId(arena) };
}

const text: PhysicalExpr = { kind: "input", index: 0, type: TEXT };
const number: PhysicalExpr = { kind: "input", index: 1, type: INT4 };
const literal = (value: string): PhysicalExpr => constantOf(TEXT, value);
const integer = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });
const like = (pattern: string): PhysicalExpr => callOf("~~", [text, literal(pattern)], true);

const entries = ["MAIL", "SHIP", null, "AIR", "REG AIR", "never shown"];
const shown = (rows: number): number[] => Array.from({ length: rows }, (_, row) => (row * 7) % 5);
const numbers = (rows: number): number[] => Array.from({ length: rows }, (_, row) => row % 3);

interface Row {
  readonly text: string | null;
  readonly number: number;
}

const predicates: readonly {
  readonly name: string;
  readonly expr: PhysicalExpr;
  readonly is: (row: Row) => boolean;
}[] = [
  { name: "LIKE", expr: like("%AI%"), is: (row) => row.text?.includes("AI") === true },
  {
    name: "IN, and another column",
    expr: {
      kind: "and",
      type: BOOL as { kind: "bool" },
      args: [
        { kind: "in-list", input: text, values: ["MAIL", "AIR"], hasNull: false, type: { kind: "bool" } },
        callOf("<", [number, integer(2)], true),
      ],
    },
    is: (row) => (row.text === "MAIL" || row.text === "AIR") && row.number < 2,
  },
  {
    name: "a part in CASE",
    expr: {
      kind: "case",
      branches: [{ when: callOf("=", [text, literal("SHIP")], true), then: callOf("=", [number, integer(1)], true) }],
      otherwise: callOf("=", [number, integer(0)], true),
      type: BOOL,
    },
    is: (row) => (row.text === "SHIP" ? row.number === 1 : row.number === 0),
  },
  { name: "IS NULL", expr: { kind: "is-null", input: text, type: { kind: "bool" } }, is: (row) => row.text === null },
];

for (const shared of [true, false]) {
  for (const rows of [1, 63, 64, 65, 500]) {
    for (const { name, expr, is } of predicates) {
      test(`${name} over a dictionary, ${rows} rows, ${shared ? "shared" : "unshared"}`, () => {
        const context = contextOver(shared, rows);
        const batch: Batch = {
          rows,
          columns: [
            layDictionary(context, entries, shown(rows)),
            layColumn(context.region, INT4, numbers(rows), { indexed: false }),
          ],
        };
        const before = usedBytes(context.arena);
        const predicate = new Predicate(context, expr);
        for (let round = 0; round < 2; round++) {
          const kept = predicate.filter(batch);
          const expected = shown(rows)
            .map((slot, row): Row => ({ text: entries[slot] ?? null, number: row % 3 }))
            .filter(is);
          assert.deepEqual(
            readColumn(context.arena, kept.columns[0] as Vector, kept.rows),
            expected.map((row) => row.text),
          );
        }
        predicate.close();
        assert.equal(usedBytes(context.arena), before);
      });
    }
  }
}

test("a projected expression over a dictionary is a dictionary behind the same index, kept while it is current", () => {
  const context = contextOver(true, 100);
  const column = layDictionary(context, ["ab", null, "cd"], [0, 1, 2, 2]);
  const projection = new Projection(context, [callOf("upper", [text], false)]);
  const [first] = projection.evaluate({ rows: 4, columns: [column] });
  assert.deepEqual(readColumn(context.arena, first as Vector, 4), ["AB", null, "CD", "CD"]);
  assert.equal(first?.index, column.index);
  assert.notEqual(first?.dictionary, 0);
  const [again] = projection.evaluate({ rows: 2, columns: [{ ...column, index: column.index + 8 }] });
  assert.equal(again?.dictionary, first?.dictionary);
  assert.deepEqual(readColumn(context.arena, again as Vector, 2), ["CD", "CD"]);
  const other = layDictionary(context, ["xy"], [0, 0]);
  const [next] = projection.evaluate({ rows: 2, columns: [other] });
  assert.notEqual(next?.dictionary, first?.dictionary);
  assert.deepEqual(readColumn(context.arena, next as Vector, 2), ["XY", "XY"]);
});

test("a slot that fails and is not shown does not end the query; one that is shown does", () => {
  const context = contextOver(true, 100);
  const cast: PhysicalExpr = { kind: "cast", input: text, type: INT4, form: "explicit" };
  for (const make of [
    (): Datum[] => {
      const column = layDictionary(context, ["1", "x", "3"], [0, 2, 0]);
      const [result] = new Projection(context, [cast]).evaluate({ rows: 3, columns: [column] });
      return readColumn(context.arena, result as Vector, 3);
    },
    (): Datum[] => {
      const column = layDictionary(context, ["1", "x", "3"], [0, 2, 0]);
      const sum = callOf("+", [cast, number], true);
      const columns = [column, layColumn(context.region, INT4, [0, 0, 0], { indexed: false })];
      const [result] = new Projection(context, [sum]).evaluate({ rows: 3, columns });
      return readColumn(context.arena, result as Vector, 3);
    },
  ]) {
    assert.deepEqual(make(), [1, 3, 1]);
  }
  const projection = new Projection(context, [cast]);
  assert.throws(() => projection.evaluate({ rows: 2, columns: [layDictionary(context, ["1", "x"], [0, 1])] }), {
    sqlstate: "22P02",
  });
});

test("a dictionary larger than the rows seen is left to the rows", () => {
  const context = contextOver(true, 10);
  const many = Array.from({ length: 1000 }, (_, entry) => `entry ${entry}`);
  const column = layDictionary(
    context,
    many,
    Array.from({ length: 10 }, (_, row) => row * 50),
  );
  const projection = new Projection(context, [callOf("length", [text], false)]);
  const [result] = projection.evaluate({ rows: 10, columns: [column] });
  assert.equal(result?.index, 0);
  assert.deepEqual(readColumn(context.arena, result as Vector, 10), [7, 8, 9, 9, 9, 9, 9, 9, 9, 9]);
});

test("constants are one slot; one that fails does so only where there are rows", () => {
  const context = contextOver(true, 10);
  const quotient = callOf("/", [integer(1), integer(0)], true);
  const projection = new Projection(context, [literal("x"), callOf("||", [literal("a"), literal("b")], true)]);
  const [x, ab] = projection.evaluate({ rows: 3, columns: [] });
  assert.deepEqual(readColumn(context.arena, x as Vector, 3), ["x", "x", "x"]);
  assert.deepEqual(readColumn(context.arena, ab as Vector, 3), ["ab", "ab", "ab"]);
  assert.equal(ab?.slots, 1);
  const failing = new Projection(context, [quotient]);
  assert.equal(failing.evaluate({ rows: 0, columns: [] }).length, 1);
  assert.throws(() => failing.evaluate({ rows: 1, columns: [] }), { sqlstate: "22012" });
});

test("a numeric of 128 bits whose batch is stored in 64 is read as it is stored", () => {
  const context = contextOver(true, 10);
  const type = fixedNumeric(30, 2);
  const narrow = layColumn(context.region, fixedNumeric(18, 2), [150n, -225n, null], { indexed: true });
  const expr: PhysicalExpr = callOf(
    "+",
    [
      { kind: "input", index: 0, type },
      { kind: "input", index: 0, type },
    ],
    true,
  );
  const projection = new Projection(context, [expr]);
  const [result] = projection.evaluate({ rows: 3, columns: [{ ...narrow, type }] });
  assert.deepEqual(readColumn(context.arena, result as Vector, 3), [300n, -450n, null]);
});
