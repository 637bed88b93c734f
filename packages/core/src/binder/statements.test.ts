// Statements that are no queries, parameters, and statements too deep or too long for recursion.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { fixedNumeric, INT4, TEXT, UNKNOWN } from "../type/logical-type.ts";
import { bindText, catalogPorts } from "./catalog.fixture.ts";
import type { BinderPorts } from "./context.ts";

let ports: BinderPorts;
before(async () => {
  await loadParser();
  ports = catalogPorts();
});

test("CREATE TABLE: types, defaults, keys and their names", () => {
  const bound = bindText(
    ports,
    "create table if not exists n (a int, b numeric(5, 2) default 1.5, c text not null default 'x', primary key (a, b), unique (c), constraint k unique (a))",
  );
  assert.deepEqual(bound, {
    kind: "create-table",
    name: "n",
    ifNotExists: true,
    columns: [
      { name: "a", type: INT4, nullable: false },
      {
        name: "b",
        type: fixedNumeric(5, 2),
        nullable: false,
        defaultValue: { kind: "constant", value: 150n, type: fixedNumeric(5, 2) },
      },
      { name: "c", type: TEXT, nullable: false, defaultValue: { kind: "constant", value: "x", type: TEXT } },
    ],
    constraints: [
      { name: "n_pkey", columns: [0, 1], primary: true, nullsEqual: false },
      { name: "n_c_key", columns: [2], primary: false, nullsEqual: false },
      { name: "k", columns: [0], primary: false, nullsEqual: false },
    ],
  });
});

test("CREATE TABLE AS keeps declared scales and drops computed ones", () => {
  const bound = bindText(ports, "create table n (x) as select d, d * 2 as y from t with no data");
  assert.ok(bound.kind === "create-table-as");
  assert.equal(bound.withData, false);
  assert.deepEqual(
    outputColumnsOf(bound.plan).map(({ name, type }) => [name, type]),
    [
      ["x", fixedNumeric(10, 2)],
      ["y", { kind: "numeric" }],
    ],
  );
});

test("CREATE VIEW keeps the text after AS", () => {
  const bound = bindText(ports, "create or replace view n (p) as\n  select a as b from t ");
  assert.ok(bound.kind === "create-view");
  assert.deepEqual([bound.text, bound.columnNames, bound.orReplace], ["select a as b from t", ["p"], true]);
});

for (const [sql, expected] of [
  ["drop table if exists t, u", { kind: "drop", what: "table", names: ["t", "u"], cascade: false, ifExists: true }],
  ["set statement_timeout = 1000", { kind: "set", name: "statement_timeout", values: ["1000"] }],
  ["set x to default", { kind: "set", name: "x", values: undefined }],
  ["reset x", { kind: "set", name: "x", values: undefined }],
  ["show x", { kind: "show", name: "x" }],
] as const) {
  test(sql, () => assert.deepEqual(bindText(ports, sql), expected));
}

test("EXPLAIN holds the statement", () => {
  const bound = bindText(ports, "explain (analyze, format json, costs off) select 1");
  assert.ok(bound.kind === "explain" && bound.statement.kind === "query");
  assert.deepEqual(bound.options, { analyze: true, codegen: false, format: "json" });
});

test("parameters are constants; those without a type take their context's", () => {
  const bound = bindText(ports, "select $1, $2 + 1", [
    { type: TEXT, value: "x" },
    { type: UNKNOWN, value: "41" },
  ]);
  assert.ok(bound.kind === "query");
  assert.deepEqual(
    outputColumnsOf(bound.plan).map(({ type }) => type.kind),
    ["text", "int4"],
  );
});

test("an error in a view has no place in the statement", () => {
  const broken = { kind: "view", text: "select nope from t", columnNames: [] } as const;
  const tables = {
    ...ports.tables,
    table: (name: string) => (name === "broken" ? broken : ports.tables.table(name)),
  };
  assert.throws(
    () => bindText({ ...ports, tables }, "select * from broken"),
    (error) => error instanceof FfqError && error.sqlstate === "42703" && error.span === undefined,
  );
});

const repeat = (count: number, part: (at: number) => string, by: string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(by);

for (const [name, sql] of [
  ["10,000 terms of OR", `select 1 from t where ${repeat(10_000, (at) => `a = ${at}`, " or ")}`],
  ["10,000 items of IN", `select 1 from t where a in (${repeat(10_000, String, ", ")})`],
  ["10,000 rows", `values ${repeat(10_000, (at) => `(${at}, 'x')`, ", ")}`],
  ["a sum of 2,000 terms", `select ${repeat(2000, () => "a", " + ")} from t`],
  ["1,000 queries in a UNION", repeat(1000, () => "select a from t", " union all ")],
  ["300 joins", `select 1 from t t0 ${repeat(300, (at) => `join t t${at + 1} on t${at}.a = t${at + 1}.a`, " ")}`],
] as const) {
  test(name, () => {
    assert.equal(bindText(ports, sql).kind, "query");
  });
}

test("what is too deep for the stack is an error", () => {
  assert.throws(
    () => bindText(ports, `select ${"not ".repeat(4000)} true`),
    (error) => error instanceof FfqError && error.sqlstate === "54001",
  );
});
