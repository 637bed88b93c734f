// Which columns scans keep: what any scan of the table is asked for, by whatever means.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { loadParser } from "../../sql/parser-loader.ts";
import { narrowScans } from "./narrow-scans.ts";
import { after } from "./plan-of.fixture.ts";

before(() => loadParser());

/** The scans of a query's plan, as they are printed. */
const scansOf = (sql: string): readonly string[] =>
  after(sql, narrowScans)
    .filter((line) => line.includes("scan "))
    .map((line) => line.trim());

const cases: readonly (readonly [sql: string, scans: readonly string[]])[] = [
  ["select id from t where s = 'a'", ["scan t [id#1, s#4]"]],
  ["select count(*) from t", ["scan t []"]],
  ["select id from t order by s", ["scan t [id#1, s#4]"]],
  ["select distinct id from t", ["scan t [id#1]"]],
  ["select ref from u union select id from t", ["scan u [ref#1]", "scan t [id#5]"]],
  ["select y from (select * from u) q", ["scan u [ref#1, x#2, y#3]"]],
  ["select l.ref, r.x from u l join u r on l.y = r.y", ["scan u [ref#1, x#2, y#3]", "scan u [ref#4, x#5, y#6]"]],
  ["select l.x from u l join u r on l.x = r.x", ["scan u [x#2]", "scan u [x#5]"]],
];

for (const [sql, scans] of cases) {
  test(sql, () => assert.deepEqual(scansOf(sql), scans));
}
