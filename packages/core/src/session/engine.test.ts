// The engine from outside: files and values through SQL to Arrow and rows, what callers may say, what they are
// told when something is wrong.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { DateMillisecond, Dictionary, Int8, Table, tableFromArrays, Uint32, Utf8, vectorFromArray } from "apache-arrow";
import { FfqError } from "../common/error.ts";
import { SAMPLE_ROWS, sampleRow, samples } from "../format/parquet/samples.fixture.ts";
import { ruleNames } from "../optimizer/rule.ts";
import { Engine } from "./engine.ts";

const directory = mkdtempSync(join(tmpdir(), "ffq-engine-"));
after(() => rmSync(directory, { recursive: true }));
for (const codec of ["snappy", "zstd"]) {
  writeFileSync(join(directory, `${codec}.parquet`), Buffer.from(samples[codec] ?? "", "base64"));
}
const file = join(directory, "snappy.parquet");
const sample = Array.from({ length: SAMPLE_ROWS }, (_, row) => sampleRow(row));

async function withEngine<Result>(body: (engine: Engine) => Promise<Result>, options = {}): Promise<Result> {
  const engine = await Engine.create({ threads: 0, ...options });
  try {
    return await body(engine);
  } finally {
    await engine.close();
  }
}

const setups = [
  { name: "on this thread", options: { threads: 0 } },
  { name: "one worker", options: { threads: 1 } },
  { name: "two workers, three partitions", options: { threads: 2, partitions: 3 } },
  { name: "unshared memory", options: { sharedMemory: false } },
] as const;

for (const { name, options } of setups) {
  test(`Parquet to rows: ${name}`, () =>
    withEngine(async (engine) => {
      await engine.registerParquet("t", file);
      const rows = await engine.sql("SELECT i8, low, t, b FROM t WHERE i4 > 20 ORDER BY i8").rows();
      const expected = sample
        .filter(({ i4 }) => typeof i4 === "number" && i4 > 20)
        .map(({ i8, low, t, b }) => ({ i8, low, t, b }));
      assert.deepEqual(rows, expected);
      const groups = await engine.sql("SELECT low, count(*) AS n FROM t GROUP BY low ORDER BY low").rows();
      assert.deepEqual(
        groups,
        ["name0", "name1", "name2", "name3"].map((low) => ({ low, n: 10n })),
      );
    }, options));
}

test("files in FROM: a path, a pattern, a list, several columns", () =>
  withEngine(async (engine) => {
    const count = async (from: string): Promise<unknown> =>
      (await engine.sql(`SELECT count(*) AS n FROM ${from}`).rows())[0]?.["n"];
    assert.equal(await count(`'${file}'`), 40n);
    assert.equal(await count(`"${file}"`), 40n);
    assert.equal(await count(`'${directory}/*.parquet'`), 80n);
    assert.equal(await count(`read_parquet(ARRAY['${file}', '${file}'])`), 80n);
    await engine.query(`CREATE VIEW v AS SELECT * FROM '${file}' WHERE i4 IS NULL`);
    assert.equal(await count("v"), 14n);
    await engine.registerParquet("twice", [file, join(directory, "zstd.parquet")]);
    assert.equal(await count("twice"), 80n);
  }));

test("Arrow: types, metadata, batches", () =>
  withEngine(async (engine) => {
    const result = await engine.query(
      "SELECT 1::smallint AS s, 2.50 AS n, 1 / 3.0 AS v, 'x' AS t, DATE '2020-01-01' AS d, true AS b, 1.5::real AS r",
    );
    assert.deepEqual(
      (await result.schema()).fields.map(({ name, type, metadata }) => [name, String(type), metadata.get("ffq.type")]),
      [
        ["s", "Int16", "int2"],
        ["n", "Decimal[3e+2]", "numeric(3,2)"],
        ["v", "Utf8", "numeric"],
        ["t", "Utf8", "text"],
        ["d", "Date32<DAY>", "date"],
        ["b", "Bool", "bool"],
        ["r", "Float32", "float4"],
      ],
    );
    const table = await result.toArrow();
    assert.equal(table.numRows, 1);
    assert.equal(table.getChild("v")?.get(0), "0.33333333333333333333");
    assert.equal(result.rowCount, 1);
    assert.equal((await engine.sql("SELECT 1 WHERE false").collect()).numRows, 0);
    let batches = 0;
    let sum = 0n;
    for await (const batch of engine.sql("SELECT i::bigint AS i FROM generate_series(1, 20000) AS g(i)").stream()) {
      batches++;
      for (const value of batch.getChild("i") ?? []) sum += value as bigint;
    }
    assert.equal(sum, 200010000n);
    assert.ok(batches > 1);
  }));

test("Arrow tables become tables", () =>
  withEngine(async (engine) => {
    const days = [new Date(0), null, new Date(-1)];
    const table = new Table({
      tiny: vectorFromArray([1, null, -3], new Int8()),
      wide: vectorFromArray([4294967295, 0, 1], new Uint32()),
      word: vectorFromArray(["x", null, "x"], new Dictionary(new Utf8(), new Uint32())),
      day: vectorFromArray(days, new DateMillisecond()),
    });
    await engine.registerArrow("t", table);
    await engine.registerArrow("rest", table.slice(1));
    const expected = [
      { tiny: 1, wide: 4294967295n, word: "x", day: "1970-01-01" },
      { tiny: null, wide: 0n, word: null, day: null },
      { tiny: -3, wide: 1n, word: "x", day: "1969-12-31" },
    ];
    assert.deepEqual(await engine.sql("SELECT * FROM t").rows(), expected);
    assert.deepEqual(await engine.sql("SELECT * FROM rest").rows(), expected.slice(1));
    assert.deepEqual(
      engine.tables().map(({ name, kind }) => `${kind} ${name}`),
      ["memory t", "memory rest"],
    );
    await assert.rejects(engine.registerArrow("t", table), { code: "ALREADY_EXISTS" });
    const half = tableFromArrays({ x: new Float32Array(1) });
    await engine.registerArrow("half", half);
  }));

test("parameters by position and by name", () =>
  withEngine(async (engine) => {
    const one = async (sql: string, parameters: never): Promise<unknown> =>
      Object.values((await engine.sql(sql, { parameters }).rows())[0] ?? {})[0];
    const cases: readonly (readonly [string, unknown, unknown])[] = [
      ["SELECT $1 + 1", [41], 42],
      ["SELECT $1 + 1", [41n], 42n],
      ["SELECT $1 || 'b'", ["a"], "ab"],
      ["SELECT DATE '2020-01-01' < $1", ["2021-01-01"], true],
      ["SELECT $1::timestamp", [new Date(0)], "1970-01-01 00:00:00"],
      ["SELECT $1 IS NULL", [null], true],
      ["SELECT :a - :b - :a", { a: 1, b: 2 }, -2],
      ["SELECT $1", [0.5], 0.5],
    ];
    for (const [sql, parameters, expected] of cases) assert.equal(await one(sql, parameters as never), expected, sql);
    await assert.rejects(engine.query("SELECT :a", { parameters: {} }), { code: "NOT_FOUND", sqlstate: "42P02" });
  }));

test("several statements, their tags and counts", () =>
  withEngine(async (engine) => {
    const results = await engine.execute(`
      CREATE TABLE t (a integer);
      INSERT INTO t VALUES (1), (2), (3);
      UPDATE t SET a = a + 1 WHERE a > 1;
      DELETE FROM t WHERE a = 4;
      CREATE TABLE u AS SELECT * FROM t;
      SELECT * FROM u;
      DROP TABLE u;`);
    assert.deepEqual(
      results.map(({ command, rowCount }) => `${command} ${rowCount ?? ""}`.trimEnd()),
      ["CREATE TABLE", "INSERT 3", "UPDATE 2", "DELETE 1", "SELECT 2", "SELECT 2", "DROP TABLE"],
    );
    assert.equal(results[5]?.table.numRows, 2);
    assert.deepEqual(await engine.execute(" -- nothing\n"), []);
  }));

test("EXPLAIN shows every plan, ANALYZE what happened", () =>
  withEngine(async (engine) => {
    const frame = engine.sql("SELECT i % 3 AS k, count(*) AS n FROM generate_series(1, 100) AS g(i) GROUP BY 1");
    const text = await frame.explain();
    for (const heading of ["Logical plan:", "Optimized plan:", "Physical plan:", "Pipelines:"])
      assert.ok(text.includes(heading));
    assert.match(text, /hash-aggregate by \[.*\] values \[count-rows\(\)\]/);
    assert.match(await frame.explain({ analyze: true }), /hash-aggregate .*rows 3, ms/);
    const json = JSON.parse(await frame.explain({ analyze: true, format: "json" })) as { physical: readonly unknown[] };
    assert.equal(json.physical.length, 1);
    assert.equal(
      (await engine.sql("EXPLAIN INSERT INTO t SELECT 1").rows().catch(FfqError.from)) instanceof FfqError,
      true,
    );
  }));

test("errors have code, SQLSTATE and place", () =>
  withEngine(async (engine) => {
    const cases: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
      ["SELEC 1", "SYNTAX", "42601", "SELEC"],
      ["", "INVALID_QUERY", "42601", undefined],
      ["SELECT 1; SELECT 2", "INVALID_QUERY", "42601", "SELECT 2"],
      ["SELECT nope", "NOT_FOUND", "42703", "nope"],
      ["SELECT * FROM nope", "NOT_FOUND", "42P01", "nope"],
      ["SELECT * FROM 'nope.parquet'", "FILE_NOT_FOUND", "58P01", "'nope.parquet'"],
      ["SELECT * FROM 's3://bucket/x.parquet'", "MISSING_EXTENSION", undefined, "'s3://bucket/x.parquet'"],
      ["SELECT 1 / 0", "DATA", "22012", undefined],
      ["SELECT 1 LIMIT -1", "DATA", "2201W", undefined],
    ];
    for (const [sql, code, sqlstate, place] of cases) {
      const error = await engine
        .query(sql)
        .then((result) => result.rows())
        .then(() => assert.fail(`no error from ${sql}`), FfqError.from);
      assert.deepEqual([error.code, error.sqlstate], [code, sqlstate], `${sql}: ${error.message}`);
      const shown = error.span === undefined ? undefined : sql.slice(error.span.start, error.span.end);
      assert.equal(shown, place, sql);
    }
  }));

test("a result is read once, can be closed early, and stops by signal and time", () =>
  withEngine(async (engine) => {
    const long = "SELECT count(*) FROM generate_series(1, 100000000) AS a(i), generate_series(1, 1000) AS b(j)";
    const result = await engine.query("SELECT 1");
    await result.rows();
    await assert.rejects(result.rows(), { code: "CLOSED" });
    const early = await engine.query("SELECT i FROM generate_series(1, 100000000) AS g(i)");
    for await (const batch of early) {
      assert.ok(batch.numRows > 0);
      break;
    }
    await early.close();
    const controller = new AbortController();
    const running = engine.sql(long, { signal: controller.signal }).rows();
    controller.abort();
    await assert.rejects(running, { code: "CANCELLED", sqlstate: "57014" });
    const stopped = { signal: AbortSignal.abort() };
    await assert.rejects(engine.query("CREATE TABLE never (a integer)", stopped), { code: "CANCELLED" });
    assert.deepEqual(engine.tables(), []);
    await assert.rejects(engine.sql(long, { timeoutMs: 20 }).rows(), { code: "TIMEOUT", sqlstate: "57014" });
    await engine.query("SET statement_timeout = '20ms'");
    await assert.rejects(engine.sql(long).rows(), { code: "TIMEOUT" });
    assert.deepEqual(await engine.sql("SHOW statement_timeout").rows(), [{ statement_timeout: "20ms" }]);
    await engine.query("RESET statement_timeout");
    assert.deepEqual(await engine.sql("SELECT 1 AS one").rows(), [{ one: 1 }]);
  }));

test("a query on the caller's thread stops while nothing passes a filter or finds a partner", () =>
  withEngine(
    async (engine) => {
      const pairs = "generate_series(1, 100000) AS a(i), generate_series(1, 100000) AS b(j)";
      for (const sql of [
        `SELECT i FROM ${pairs} WHERE i + j = 0`,
        `SELECT i FROM (SELECT i + j AS n, i FROM ${pairs}) AS x JOIN generate_series(-9, 0) AS c(k) ON k = n`,
        `SELECT unnest(array_remove(ARRAY[i], i)) FROM ${pairs}`,
      ]) {
        await assert.rejects(engine.sql(sql, { timeoutMs: 50 }).rows(), { code: "TIMEOUT" }, sql);
      }
    },
    { disabledRules: ruleNames },
  ));

test("a closed engine refuses, and closing again does nothing", async () => {
  const engine = await Engine.create({ threads: 0 });
  await engine.close();
  await engine.close();
  for (const call of [
    () => engine.query("SELECT 1"),
    () => engine.registerParquet("t", file),
    () => engine.execute(""),
  ]) {
    await assert.rejects(call(), { code: "CLOSED" });
  }
});

const badOptions: readonly (readonly [object, string])[] = [
  [{ threads: -1 }, "threads must be a whole number from 0 to 256, not -1"],
  [{ threads: 1, sharedMemory: false }, "threads need shared memory"],
  [{ batchRows: 0 }, "batchRows must be a whole number from 1 to 65536, not 0"],
  [{ memoryLimit: "much" }, 'memoryLimit must be a number of bytes, or such as "512MB", not "much"'],
  [{ disabledRules: ["none"] }, 'disabledRules: there is no rule "none"'],
];

for (const [options, message] of badOptions) {
  test(`options: ${message}`, () => assert.rejects(Engine.create(options), { code: "CONFIG", message }));
}

test("a query over its memory limit ends with a clear error", () =>
  withEngine(
    async (engine) => {
      // An array is one value, which has to be in memory as a whole.
      const frame = engine.sql("SELECT array_agg(i) FROM generate_series(1, 1000000) AS g(i)");
      await assert.rejects(frame.rows(), { code: "MEMORY_LIMIT", sqlstate: "53200" });
      assert.deepEqual(await engine.sql("SELECT 1 AS one").rows(), [{ one: 1 }]);
    },
    { memoryLimit: "4MB" },
  ));

test("limits of memory that an engine cannot have are refused", async () => {
  const larger = await Engine.create({ threads: 0, memoryLimit: "40GB" });
  assert.deepEqual(await larger.sql("SHOW memory_limit").rows(), [{ memory_limit: "42949672960" }]);
  assert.deepEqual(await larger.sql("SELECT sum(i)::int AS s FROM generate_series(1, 10) AS g(i)").rows(), [{ s: 55 }]);
  await larger.close();
});

test("a query that holds more than its memory limit spills", () =>
  withEngine(
    async (engine) => {
      const frame = engine.sql(
        "SELECT count(*) AS groups, max(n) AS most FROM (SELECT i % 300000 AS k, count(*) AS n FROM generate_series(1, 400000) AS g(i) GROUP BY 1) AS grouped",
      );
      assert.deepEqual(await frame.rows(), [{ groups: 300000n, most: 2n }]);
      await engine.execute("SET spill_limit = '100kB'");
      await assert.rejects(frame.rows(), { code: "MEMORY_LIMIT", sqlstate: "53400" });
    },
    { memoryLimit: "6MB" },
  ));
