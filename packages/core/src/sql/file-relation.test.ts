import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { RangeFunction } from "@pgsql/types";
import { fileRelation } from "./file-relation.ts";
import { parseSql } from "./parse.ts";
import { loadParser } from "./parser-loader.ts";
import { walk } from "./walk.ts";

before(() => loadParser());

const rows: readonly { from: string; paths?: readonly string[]; origin?: string; options?: readonly string[] }[] = [
  { from: "'é.parquet'", paths: ["é.parquet"], origin: "literal" },
  { from: "E'a\\tb' AS t(x)", paths: ["a\tb"], origin: "literal" },
  { from: "''", paths: [""], origin: "literal" },
  { from: '"it\'s.parquet" t', paths: ["it's.parquet"], origin: "name" },
  {
    // Longer than PostgreSQL's 63 bytes for a name.
    from: `"${"x".repeat(100)}.parquet"`,
    paths: [`${"x".repeat(100)}.parquet`],
    origin: "name",
  },
  { from: "read_parquet('a')", paths: ["a"], origin: "function" },
  {
    from: "READ_PARQUET(['a', 'b'], union_by_name = true)",
    paths: ["a", "b"],
    origin: "function",
    options: ["union_by_name"],
  },
  { from: "parquet_scan(ARRAY['a'], x => 1, y := 2)", paths: ["a"], origin: "function", options: ["x", "y"] },
  { from: "read_parquet()" },
  { from: "read_parquet([])" },
  { from: "read_parquet('a', 'b')" },
  { from: "read_parquet(1)" },
  { from: "read_parquet(a || 'b')" },
  { from: "s.read_parquet('a')" },
  { from: "generate_series(1, 2)" },
  { from: "ROWS FROM (read_parquet('a'), f(1))" },
];

for (const { from, paths, origin, options = [] } of rows) {
  test(`files of ${from}`, () => {
    const [statement] = parseSql(`SELECT * FROM ${from}`);
    assert.ok(statement !== undefined);
    const ranges: RangeFunction[] = [];
    walk(statement.node, (tag, node) => {
      if (tag === "RangeFunction") ranges.push(node as RangeFunction);
      return undefined;
    });
    assert.equal(ranges.length, 1);
    const file = fileRelation(ranges[0] as RangeFunction);
    if (paths === undefined) {
      assert.equal(file, undefined);
      return;
    }
    assert.ok(file !== undefined);
    assert.deepEqual(file.paths, paths);
    assert.equal(file.origin, origin);
    assert.deepEqual([...file.options.keys()], options);
    const span = statement.source.spanAt(file.location);
    assert.equal(span?.start, "SELECT * FROM ".length);
  });
}
