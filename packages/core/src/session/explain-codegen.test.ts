// EXPLAIN (CODEGEN): the functions that each pipeline compiles, beside whatever else EXPLAIN shows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { openSession, type TestSession } from "./session.fixture.ts";

let db: TestSession;
before(async () => {
  db = await openSession();
  await db.rows("CREATE TABLE t (k int, x double precision, s text)");
  await db.rows("INSERT INTO t VALUES (1, 1.5, 'a'), (2, NULL, 'b'), (1, 2.5, 'a')");
  await db.rows("CREATE TABLE u (k bigint, y int)");
  await db.rows("INSERT INTO u VALUES (1, 10), (3, 30)");
});
after(() => db.close());

const lines = async (sql: string): Promise<readonly string[]> => (await db.values(sql)).map(([line]) => String(line));

/** What stands under the heading, without what it is indented by. */
async function compiled(sql: string): Promise<readonly string[]> {
  const all = await lines(`EXPLAIN (CODEGEN) ${sql}`);
  const start = all.indexOf("Compiled functions:");
  assert.ok(start > 0);
  return all.slice(start + 1).map((line) => line.slice(2));
}

/** The pipelines and the heads of their functions. */
async function heads(sql: string): Promise<readonly string[]> {
  return (await compiled(sql)).filter((line) => !line.startsWith("    "));
}

test("a function's head is its IR, its body the instructions with blocks and locals by name", async () => {
  const [pipeline, filter, run] = await compiled("SELECT k + 1::bigint FROM t WHERE x > 2");
  assert.equal(pipeline, "0: scan t -> filter -> project -> result");
  assert.equal(filter, "  filter: filter(f64?) (gt:bool? $0:f64? 2:f64)");
  assert.equal(run, "    function run(start i32, end i32, block i32) -> i32");
  const body = await compiled("SELECT 1 FROM u WHERE y = 7");
  const from = body.findIndex((line) => line.includes("block rows"));
  const indented = body.slice(from, body.findIndex((line) => line.includes("end rows")) + 1);
  assert.deepEqual(
    indented.map((line) => line.trim()).filter((line) => /^(block|loop|br|end)/.test(line)),
    ["block rows", "loop row", "br row", "end row", "end rows"],
  );
  assert.ok(indented.some((line) => line.includes("i32.load; local.set arg")));
});

const cases: readonly (readonly [what: string, sql: string, functions: readonly string[]])[] = [
  ["columns and constants compute nothing", "SELECT k, 1, s FROM t", []],
  ["expressions of a projection are one function", "SELECT k * 2, x / 2, k FROM t", ["project"]],
  [
    "sums that are fused, and what else an aggregate reads",
    "SELECT k % 7, sum(x * 2), sum(x), max(upper(s)) FROM t GROUP BY 1",
    ["hash-aggregate keys and arguments", "hash-aggregate sums"],
  ],
  [
    "both sides of a join, and its condition",
    "SELECT t.s FROM t JOIN u ON t.k + 1 = u.k + 1 AND t.x < u.y",
    ["hash-join build keys", "hash-join probe keys", "hash-join condition"],
  ],
  ["a join without keys", "SELECT t.s FROM t LEFT JOIN u ON t.x < u.y", ["nested-loop-join condition"]],
  ["a window", "SELECT rank() OVER (PARTITION BY k % 3 ORDER BY -x) FROM t", ["window keys and arguments"]],
  ["numerics leave as text", "SELECT sum(y::numeric * 1.5 ^ 2) FROM u", ["result texts"]],
];

for (const [what, sql, functions] of cases) {
  test(what, async () => {
    const found = (await heads(sql)).flatMap((line) => /^ {2}([^:]+): /.exec(line)?.[1] ?? []);
    for (const name of functions) assert.ok(found.includes(name), `${name} in ${found.join(", ")}`);
    if (functions.length === 0) assert.deepEqual(found, []);
  });
}

test("it stands beside the other options", async () => {
  const sql = "SELECT k + 1 FROM t";
  const analyzed = await lines(`EXPLAIN (ANALYZE, CODEGEN) ${sql}`);
  assert.ok(analyzed.includes("Compiled functions:"));
  assert.ok(analyzed.some((line) => line.startsWith("Execution time: ")));
  const [json] = await lines(`EXPLAIN (CODEGEN on, FORMAT json) ${sql}`);
  const { codegen } = JSON.parse(json as string) as { readonly codegen: readonly string[] };
  assert.deepEqual(codegen, await compiled(sql));
  for (const options of ["", "(CODEGEN off)", "(CODEGEN false, FORMAT text)"])
    assert.ok(!(await lines(`EXPLAIN ${options} ${sql}`)).includes("Compiled functions:"), options);
});

test("what it does not know is named", async () => {
  const asked = (option: string): Promise<string> => db.error(`EXPLAIN (${option}) SELECT 1`);
  assert.equal(await asked("CODGEN"), '42601 unrecognized EXPLAIN option "codgen"');
  const { hint } = await db.rows("EXPLAIN (CODGEN) SELECT 1").then(() => assert.fail("no error"), FfqError.from);
  assert.equal(hint, 'Perhaps you meant the option "codegen".');
  assert.equal(await asked("CODEGEN maybe"), "42601 codegen requires a Boolean value");
});

test("what nests too deeply for one function is computed by several", async () => {
  const found = await heads(`SELECT x${" + x".repeat(900)} FROM t`);
  const names = found.flatMap((line) => /^ {2}([^:]+): /.exec(line)?.[1] ?? []);
  assert.deepEqual([names[0], names.at(-1)], ["project, stage 1", "project"]);
});

test("statements that change tables, and stages", async () => {
  assert.ok((await lines("EXPLAIN (CODEGEN) UPDATE t SET k = k + 1")).some((line) => line.includes("project: ")));
  await db.rows("SET partitions = 2");
  await db.rows("SET small_input_rows = 0");
  const stages = await compiled("SELECT upper(s), sum(k) FROM t GROUP BY 1");
  assert.ok(stages.some((line) => /^stage \d+:$/.test(line)));
  assert.ok(stages.some((line) => line.startsWith("    hash-aggregate")));
  await db.rows("RESET partitions");
  await db.rows("RESET small_input_rows");
});
