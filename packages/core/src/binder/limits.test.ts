// How much a statement may name. Every SQLSTATE was seen in a PostgreSQL 18.4.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { INT4 } from "../type/logical-type.ts";
import { bindText, catalogPorts } from "./catalog.fixture.ts";
import type { BinderPorts, BoundTable } from "./context.ts";

let ports: BinderPorts;
before(async () => {
  await loadParser();
  ports = catalogPorts();
});

const list = (count: number, item: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => item(at)).join();
const ones = (count: number): string => list(count, () => "1");
const sums = (count: number): string => list(count, (at) => `a + ${at}`);

const most: readonly (readonly [what: string, most: number, sqlstate: string, sql: (count: number) => string])[] = [
  ["targets", 1664, "54011", (count) => `SELECT ${ones(count)}`],
  ["targets of a subquery", 1664, "54011", (count) => `SELECT EXISTS (SELECT ${ones(count)})`],
  ["columns of VALUES", 1664, "54011", (count) => `VALUES (${ones(count)})`],
  ["targets and what ORDER BY adds", 1663, "54011", (count) => `SELECT a FROM u ORDER BY ${sums(count)}`],
  ["targets and what GROUP BY adds", 1663, "54011", (count) => `SELECT count(*) FROM u GROUP BY ${sums(count)}`],
  ["targets that GROUP BY names", 1664, "54011", (count) => `SELECT a + 1 FROM u GROUP BY ${sums(count)}`],
  ["targets and what DISTINCT ON adds", 1663, "54011", (count) => `SELECT DISTINCT ON (${sums(count)}) a FROM u`],
  ["targets and what windows add", 1663, "54011", (count) => `SELECT rank() OVER (ORDER BY ${sums(count)}) FROM u`],
  ["fields of a row", 1664, "54011", (count) => `SELECT ROW(${ones(count)})`],
  ["fields of a row that is tested", 1664, "54011", (count) => `SELECT ROW(${ones(count)}) IS NULL`],
  ["columns of a table", 1600, "54011", (count) => `CREATE TABLE n (${list(count, (at) => `c${at} int`)})`],
  ["arguments", 100, "54023", (count) => `SELECT concat(${ones(count)})`],
  ["arguments in FROM", 100, "54023", (count) => `SELECT * FROM concat(${ones(count)})`],
];

for (const [what, count, sqlstate, sql] of most) {
  test(`${what}: ${count} and no more`, () => {
    bindText(ports, sql(count));
    assert.throws(
      () => bindText(ports, sql(count + 1)),
      (error) => error instanceof FfqError && error.sqlstate === sqlstate,
    );
  });
}

test("too many arguments are seen before the function, and after errors in them", () => {
  const stateOf = (sql: string): string | undefined => {
    try {
      bindText(ports, sql);
      return undefined;
    } catch (error) {
      return FfqError.from(error).sqlstate;
    }
  };
  for (const call of [
    `nope(${ones(101)})`,
    `count(${ones(101)})`,
    `count(${ones(101)}) OVER ()`,
    `generate_series(${ones(101)})`,
  ]) {
    assert.equal(stateOf(`SELECT ${call}`), "54023");
  }
  assert.equal(stateOf(`SELECT * FROM generate_series(${ones(101)})`), "54023");
  assert.equal(stateOf(`SELECT abs(${list(101, () => "nope")})`), "42703");
  assert.equal(stateOf(`SELECT coalesce(${ones(101)}), concat(VARIADIC ARRAY[${ones(101)}])`), undefined);
});

test("a file of more columns than any table of PostgreSQL has is read whole", () => {
  const fields = Array.from({ length: 2000 }, (_, at) => ({ name: `c${at}`, type: INT4, nullable: true }));
  const wide: BoundTable = { ref: { provider: "memory", name: "wide", spec: null }, fields };
  const over: BinderPorts = { ...ports, tables: { table: () => wide, names: () => ["wide"] } };
  assert.equal(bindText(over, "SELECT * FROM wide").kind, "query");
  assert.equal(bindText(over, "SELECT * FROM (SELECT * FROM wide) s ORDER BY c0 + 1").kind, "query");
});
