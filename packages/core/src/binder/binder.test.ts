import assert from "node:assert/strict";
import { before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { FunctionRegistry } from "../function/registry.ts";
import { comparison } from "../function/scalar/comparison.ts";
import { explainLogical } from "../logical/explain.ts";
import { parseSql } from "../sql/parse.ts";
import { loadParser } from "../sql/parser-loader.ts";
import { INT4 } from "../type/logical-type.ts";
import { bindStatement } from "./binder.ts";

before(() => loadParser());

const functions = new FunctionRegistry();
functions.add(comparison);
const fields = ["a", "beta"].map((name) => ({ name, type: INT4, nullable: true }));
const items = { ref: { provider: "memory", name: "items", spec: null }, fields };
const tables = { table: (name: string) => (name === "items" ? items : undefined), names: () => ["items"] };
const aggregates = { isAggregate: (name: string) => name === "sum", aggregate: () => undefined };

function plan(sql: string): string {
  const [statement] = parseSql(sql);
  assert.ok(statement);
  const bound = bindStatement({ functions, aggregates, tables }, statement);
  assert.ok(bound.kind === "query");
  return explainLogical(bound.plan);
}

test("a select over one table", () => {
  assert.equal(
    plan("select *, a < 2 as c from items i where i.beta is null order by c desc limit 3"),
    [
      "limit 3:bigint",
      "  sort #5 desc",
      "    project a#3 := #1, beta#4 := #2, c#5 := <(int4,int4)(#1, 2:integer)",
      "      filter #2 is null",
      "        scan items [a#1, beta#2]",
    ].join("\n"),
  );
});

// Messages and SQLSTATEs are PostgreSQL's.
for (const [sql, sqlstate, message, at] of [
  ["select 1 from item", "42P01", 'relation "item" does not exist', "item"],
  ["select bet from items", "42703", 'column "bet" does not exist', "bet"],
  ["select x.a from items", "42P01", 'missing FROM-clause entry for table "x"', "x"],
  ["select 1 from items where a", "42804", "argument of WHERE must be type boolean, not type integer", "a"],
  ["select 1 from items where sum(a) > 1", "42803", "aggregate functions are not allowed in WHERE", "sum"],
  ["select nope(a) from items", "42883", "function nope(integer) does not exist", "nope"],
] as const) {
  test(sql, () => {
    assert.throws(
      () => plan(sql),
      (error) => {
        assert.ok(error instanceof FfqError);
        assert.deepEqual([error.sqlstate, error.message], [sqlstate, message]);
        assert.equal(error.span && sql.slice(error.span.start, error.span.end), at);
        return true;
      },
    );
  });
}
