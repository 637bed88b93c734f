// When answers agree: rows in any order unless the statement orders all columns, floats to nine digits and never by how they round.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, compareScripts, type TextRow } from "./answer.ts";
import type { FuzzTable } from "./tables.ts";

const rows = (types: readonly string[], ...all: readonly TextRow[]): Answer => ({ kind: "rows", types, rows: all });

const verdict = (script: string, got: Answer, want: Answer, tables: readonly FuzzTable[] = []): string =>
  compareScripts({ script, tables, strict: "none" }, [got], [want]).verdict;

const floats = (...values: readonly string[]): Answer => rows(["float8"], ...values.map((value) => [value]));

const manyRows = Array.from({ length: 400_000 }, (_, row): TextRow => [String(row)]);

const product = (all: readonly TextRow[]): Answer => ({ kind: "rows", types: ["int8"], rows: all });

const cases: readonly (readonly [name: string, sql: string, got: Answer, want: Answer, agree: boolean])[] = [
  [
    "neighbours that round to different nine digits",
    "SELECT x",
    floats("17.12109375"),
    floats("17.121093749999996"),
    true,
  ],
  ["the eighth digit", "SELECT x", floats("17.1210937"), floats("17.1210942"), false],
  ["what rounding leaves of nothing", "SELECT x", floats("1e-12"), floats("0"), true],
  ["small numbers that are some", "SELECT x", floats("1e-7"), floats("2e-7"), false],
  ["NaN is no number", "SELECT x", floats("NaN"), floats("0"), false],
  ["rows in any order", "SELECT x", floats("2", "1", "1"), floats("1", "2", "1.0000000000001"), true],
  ["rows as often as they are there", "SELECT x", floats("2", "2", "1"), floats("1", "2", "1"), false],
  ["as many rows as a product has", "SELECT x", product(manyRows), product(manyRows.toReversed()), true],
  ["rows in their order", "SELECT x ORDER BY 1", floats("2", "1"), floats("1", "2"), false],
  ["texts to the letter", "SELECT x", rows(["text"], ["a"]), rows(["text"], ["a "]), false],
  [
    "which of equal char(n) stands for all",
    "SELECT array_agg(DISTINCT c)",
    rows(["_bpchar"], ['{"a  ","b c "}']),
    rows(["_bpchar"], ['{a,"b c"}']),
    true,
  ],
  [
    "equal numerics in any order of an array",
    "SELECT array_agg(n ORDER BY n)",
    rows(["_numeric"], ["{0,0.0,1}"]),
    rows(["_numeric"], ["{0.0,0,1}"]),
    true,
  ],
  [
    "other numerics of an array",
    "SELECT array_agg(n ORDER BY n)",
    rows(["_numeric"], ["{0,0.0,1}"]),
    rows(["_numeric"], ["{0,1,1}"]),
    false,
  ],
  [
    "numerics of an array to their scale",
    "SELECT n",
    rows(["_numeric"], ["{0}"]),
    rows(["_numeric"], ["{0.0}"]),
    false,
  ],
  ["char(n) to the letter", "SELECT c", rows(["_bpchar"], ['{"a  "}']), rows(["_bpchar"], ["{a}"]), false],
  ["NULL is no text", "SELECT x", rows(["text"], [null]), rows(["text"], ["NULL"]), false],
];

for (const [name, sql, got, want, agree] of cases) {
  test(name, () => assert.equal(verdict(sql, got, want), agree ? "same" : "different"));
}

test("which of two errors of evaluation comes first is the engine's choice, one of the statement is not", () => {
  const error = (sqlstate: string, message: string): Answer => ({ kind: "error", sqlstate, message });
  const date = error("22008", "date/time field value out of range");
  const unistr = error("42601", "invalid Unicode escape");
  const syntax = error("42601", "syntax error at end of input");
  assert.equal(verdict("SELECT x", date, unistr), "both fail");
  assert.equal(verdict("SELECT x", unistr, date), "both fail");
  assert.equal(verdict("SELECT x", date, syntax), "different");
  assert.equal(verdict("SELECT x", syntax, date), "different");
});

test("rounding leaves as much as the columns are large that a statement of products names", () => {
  const columns = [
    { name: "c0", type: "double precision" },
    { name: "c1", type: "date" },
  ] as const;
  const table: FuzzTable = { name: "t0", columns, rows: [["16777216", "'1999-12-31'"]] };
  const asked = (sql: string, want = "0.02"): string => verdict(sql, floats("0"), floats(want), [table]);
  assert.equal(asked("SELECT regr_sxy(c0, c0) FROM t0"), "same");
  assert.equal(asked("SELECT regr_sxy(c2, c2) FROM t0"), "different");
  assert.equal(asked("SELECT c0 FROM t0"), "different");
  assert.equal(asked("SELECT regr_sxy(c0, c0) FROM t1"), "different", "another table's column of that name");
  assert.equal(asked("SELECT stddev_pop(c0) FROM t0", "1"), "same", "a root");
  assert.equal(asked("SELECT stddev_pop(c0) FROM t0", "2"), "different");
  assert.equal(asked("SELECT corr(c0, c0) FROM t0", "0.00001"), "different", "never more than 1");
});
