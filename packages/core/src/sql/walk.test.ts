import assert from "node:assert/strict";
import { before, test } from "node:test";
import { parseSql } from "./parse.ts";
import { loadParser } from "./parser-loader.ts";
import { walk } from "./walk.ts";

before(() => loadParser());

function tags(sql: string, skip?: string): string[] {
  const seen: string[] = [];
  const [statement] = parseSql(sql);
  walk(statement?.node ?? {}, (tag) => {
    seen.push(tag);
    return tag === skip ? "skip" : undefined;
  });
  return seen;
}

test("parents before children, in order; nodes without a tag get theirs", () => {
  assert.deepEqual(tags("SELECT a::int FROM t x UNION SELECT 1"), [
    "SelectStmt",
    "SelectStmt",
    ..."ResTarget TypeCast ColumnRef String TypeName String String RangeVar Alias".split(" "),
    "SelectStmt",
    ..."ResTarget A_Const".split(" "),
  ]);
});

test("skip leaves out what is below", () => {
  assert.deepEqual(tags("SELECT a + 1 FROM t", "ResTarget"), ["SelectStmt", "ResTarget", "RangeVar"]);
});

test("as deep as the parser goes", () => {
  const nots = tags(`SELECT ${"NOT ".repeat(3000)}true`).filter((tag) => tag === "BoolExpr");
  assert.equal(nots.length, 3000);
});
