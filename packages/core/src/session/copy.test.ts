// COPY TO and INSERT into files, from SQL to what DuckDB reads back: values, options, order, and what is left when a
// statement fails.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { FfqError } from "../common/error.ts";
import { Engine } from "./engine.ts";

interface Duck {
  runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }>;
}

// DuckDB is a dev dependency: without it this file fails, there is no other judge.
const require = createRequire(import.meta.url);
let duck: Duck;
let folder: string;
let files = 0;

before(async () => {
  const { DuckDBInstance } = require("@duckdb/node-api") as {
    DuckDBInstance: { create(path: string, options?: Record<string, string>): Promise<{ connect(): Promise<Duck> }> };
  };
  duck = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  folder = mkdtempSync(join(tmpdir(), "ffq-copy-"));
});

after(() => rmSync(folder, { recursive: true }));

const newFile = (): string => join(folder, `f${files++}.parquet`);

async function ask(sql: string): Promise<unknown[][]> {
  return (await duck.runAndReadAll(sql)).getRowsJson();
}

const ROWS = `select case when x % 7 = 0 then null else x end as i, 'text ' || (x % 100) as t,
  case when x % 5 = 0 then null else x / 100.0 end::numeric(12,2) as d2, (x * 1000003)::numeric(7,0) as d7,
  x::numeric(30,5) as d30, date '2020-01-01' + x as day, timestamp '2020-01-01' + x * interval '1 second' as at,
  x * 0.5::float8 as f8, x::float4 as f4, x % 3 = 0 as b, (x % 1000)::int2 as s, x * 10000000000::int8 as l
  from generate_series(1, 20) g(x)`;

/** What the rows are, as PostgreSQL prints them. */
const EXPECTED = Array.from({ length: 20 }, (_, at) => at + 1).map((x) => [
  x % 7 === 0 ? null : String(x),
  `text ${x % 100}`,
  x % 5 === 0 ? null : (x / 100).toFixed(2),
  `${x}.00000`,
  x % 3 === 0 ? "true" : "false",
  String(x * 10000000000),
]);

describe("every option reads back", () => {
  const options = [
    "",
    "codec none",
    "codec zstd, compression_level 3",
    "codec gzip",
    "codec brotli",
    "codec lz4_raw",
    "page_version 2",
    "page_version 2, codec lz4",
    "dictionary false",
    "dictionary false, encoding delta",
    "dictionary false, encoding delta, page_version 2, page_rows 3",
    "row_group_size 3",
    "row_group_size 7, page_rows 2, bloom_filter true",
    "bloom_filter (i, t), bloom_filter_fpp 0.05",
    "statistics false, page_index false, checksums false",
    "dictionary_size 16",
  ];
  for (const [threads, batchRows, sharedMemory] of [
    [0, 8192, true],
    [0, 1, false],
    [2, 5, true],
  ] as const) {
    test(`threads ${threads}, batches of ${batchRows}, ${sharedMemory ? "shared" : "unshared"} memory`, async () => {
      const engine = await Engine.create({ threads, batchRows, sharedMemory });
      try {
        for (const given of options) {
          const path = newFile();
          const sql = `copy (${ROWS.replace("(x * 1000003)::numeric(7,0) as d7,", "")}) to '${path}' (format parquet${given === "" ? "" : `, ${given}`})`;
          const result = await engine.query(sql);
          assert.deepEqual([result.command, result.rowCount, await result.rows()], ["COPY", 20, []], given);
          const rows = await ask(`select i::text, t, d2::text, d30::text, b::text, l::text from '${path}'`);
          assert.deepEqual(rows, EXPECTED, given);
        }
      } finally {
        await engine.close();
      }
    });
  }
});

describe("COPY", () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.create({ threads: 2 });
    await engine.execute("create table t (a int, b text); insert into t values (1, 'x'), (2, null), (3, 'z')");
  });
  after(() => engine.close());

  test("a table, some of its columns, in the order of a query", async () => {
    const path = newFile();
    await engine.execute(`copy t to '${path}'`);
    assert.deepEqual(await ask(`from '${path}'`), [
      [1, "x"],
      [2, null],
      [3, "z"],
    ]);
    await engine.execute(`copy t (b) to '${path}' with (format 'parquet')`);
    assert.deepEqual(await ask(`from '${path}'`), [["x"], [null], ["z"]]);
    await engine.execute(`copy (select * from t order by a desc) to '${path}'`);
    assert.deepEqual(await ask(`select a from '${path}'`), [[3], [2], [1]]);
    await engine.execute(`copy (select * from t where false) to '${path}'`);
    assert.deepEqual(await ask(`select count(*)::int from '${path}'`), [[0]]);
  });

  test("rows stay in order over many row groups and threads", async () => {
    const path = newFile();
    const sql = `copy (select x from generate_series(1, 200000) g(x) order by x) to '${path}' (row_group_size 10000)`;
    const { rowCount } = await engine.query(sql);
    assert.equal(rowCount, 200000);
    const unordered = "select count(*)::int from (select x, lag(x) over () as before from file) where before >= x";
    assert.deepEqual(await ask(unordered.replace("file", `'${path}'`)), [[0]]);
    assert.deepEqual(
      await ask(`select count(*)::int, min(row_group_num_rows)::int, max(row_group_num_rows)::int
        from parquet_metadata('${path}')`),
      [[20, 10000, 10000]],
    );
  });

  test("bytes, times, moments and uuids", async () => {
    const path = newFile();
    const first = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    const second = "10eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    for (const options of ["dictionary true", "dictionary false, page_rows 1, bloom_filter true"]) {
      await engine.execute(
        `copy (select '\\x00ff'::bytea as b, time '12:34:56.789' as t, timestamptz '2020-01-01 00:00:00+02' as z, u::uuid as u
          from (values ('${first}'), ('${second}')) v(u)) to '${path}' (${options})`,
      );
      const row = ["\\x00\\xFF", "12:34:56.789", "2019-12-31 22:00:00+00"];
      assert.deepEqual(await ask(`from '${path}'`), [
        [...row, first],
        [...row, second],
      ]);
      const found = await engine.query(`select u from '${path}' where u = '${second}'`);
      assert.deepEqual(await found.rows(), [{ u: second }]);
    }
  });

  test("what bounds, page indexes and bloom filters let a reader leave out is right", async () => {
    const path = newFile();
    await engine.execute(
      `copy (select x as sorted, x * 7919 % 5003 as mixed, 'key ' || (x * 31 % 997) as t, x / 10.0::float8 as f,
          case when x % 3 = 0 then x end as n from generate_series(1, 5000) g(x))
        to '${path}' (row_group_size 1000, page_rows 100, bloom_filter (mixed, t), dictionary false)`,
    );
    for (const predicate of [
      "sorted = 1234",
      "sorted between 990 and 1010",
      "sorted > 4990",
      "mixed = 77",
      "mixed = 100000",
      "t = 'key 13'",
      "t = 'no key'",
      "f >= 499.5",
      "n = 300",
      "n is null and sorted < 10",
    ]) {
      const query = `select count(*)::int as rows, sum(sorted)::int as total from '${path}' where ${predicate}`;
      const [row] = await (await engine.query(query)).rows();
      assert.deepEqual([Object.values(row ?? {})], await ask(query), predicate);
    }
  });

  test("a file that the query itself reads is replaced", async () => {
    const path = newFile();
    await engine.execute(`copy t to '${path}'`);
    await engine.execute(`copy (select a + 1 as a, b from '${path}') to '${path}'`);
    const result = await engine.query(`select a from '${path}' order by a`);
    assert.deepEqual(await result.rows(), [{ a: 2 }, { a: 3 }, { a: 4 }]);
  });

  test("a registered file is opened anew", async () => {
    const path = newFile();
    await engine.execute(`copy t to '${path}'`);
    await engine.registerParquet("replaced", path);
    await engine.execute(`copy (select 7 as other) to '${path}'`);
    assert.deepEqual(await (await engine.query("select * from replaced")).rows(), [{ other: 7 }]);
  });

  test("a file that somebody else replaced is not read by the old footer", async () => {
    const [path, other] = [newFile(), newFile()];
    await engine.execute(`copy t to '${path}'; copy (select a, b || ' and more' as b from t) to '${other}'`);
    await engine.registerParquet("replaced_elsewhere", path);
    copyFileSync(other, path);
    const message = `${path} was replaced after the table was opened`;
    await assert.rejects(async () => (await engine.query("select * from replaced_elsewhere")).rows(), {
      code: "IO",
      message,
    });
  });

  for (const replace of [copyFileSync, renameSync]) {
    test(`nor is one of the same length: ${replace.name}`, async () => {
      const [path, other] = [newFile(), newFile()];
      await engine.execute(`copy t to '${path}'`);
      copyFileSync(path, other);
      const name = `same_length_${replace.name.toLowerCase()}`;
      await engine.registerParquet(name, path);
      replace(other, path);
      await assert.rejects(async () => (await engine.query(`select * from ${name}`)).rows(), {
        code: "IO",
        message: `${path} was replaced after the table was opened`,
      });
    });
  }

  test("parameters and WITH", async () => {
    const path = newFile();
    const sql = `copy (with w as (select a from t where a > :least) select * from w) to '${path}'`;
    const { rowCount } = await engine.query(sql, { parameters: { least: 1 } });
    assert.equal(rowCount, 2);
  });

  test("errors leave the old file and nothing else", async () => {
    const place = join(folder, "errors");
    mkdirSync(place);
    const path = join(place, "kept.parquet");
    await engine.execute(`copy (select 1 as one) to '${path}'`);
    for (const [sql, code, sqlstate, message] of [
      [`copy (select 1 / (a - 3) as x from t) to '${path}'`, "DATA", "22012", "division by zero"],
      [
        `copy (select interval '1 day' as x) to '${path}'`,
        "UNSUPPORTED",
        "0A000",
        'writing interval to Parquet (column "x") is not supported',
      ],
      [`copy t to '${place}/none/x.parquet'`, "IO", "58P01", `cannot write ${place}/none/x.parquet: no such directory`],
      [`copy t to '${place}' (format parquet)`, "IO", "42809", `cannot write ${place}: it is a directory`],
      [`copy (select 1 a, 2 a) to '${path}'`, "ALREADY_EXISTS", "42701", 'column "a" specified more than once'],
      [`copy nothing to '${path}'`, "NOT_FOUND", "42P01", 'relation "nothing" does not exist'],
      [`copy t (c) to '${path}'`, "NOT_FOUND", "42703", 'column "c" does not exist'],
      [`copy t to '${path}' (codecc zstd)`, "SYNTAX", "42601", 'option "codecc" not recognized'],
      [`copy t to '${path}' (codec best)`, "CONFIG", "22023", 'COPY codec "best" not recognized'],
      [`copy t to '${path}' (codec zstd, compression zstd)`, "SYNTAX", "42601", "conflicting or redundant options"],
      [`copy t to '${path}' (row_group_size many)`, "SYNTAX", "42601", "row_group_size requires an integer value"],
      [`copy t to '${path}' (dictionary maybe)`, "SYNTAX", "42601", "dictionary requires a Boolean value"],
      [`copy t to '${path}' (format excel)`, "CONFIG", "22023", 'COPY format "excel" not recognized'],
      [`copy t to '${path}' (bloom_filter (c))`, "NOT_FOUND", "42703", 'column "c" of bloom_filter does not exist'],
      ["copy t to stdout", "UNSUPPORTED", "0A000", "COPY TO STDOUT is not supported"],
      ["copy t to program 'cat'", "UNSUPPORTED", "0A000", "COPY ... PROGRAM is not supported"],
    ] as const) {
      await assert.rejects(engine.query(sql), (error) => {
        assert.ok(error instanceof FfqError, sql);
        assert.deepEqual([error.code, error.sqlstate, error.message], [code, sqlstate, message], sql);
        return true;
      });
      assert.deepEqual(readdirSync(place), ["kept.parquet"], sql);
    }
    assert.deepEqual(await ask(`from '${path}'`), [[1]]);
  });

  test("a statement that is stopped leaves nothing", async () => {
    const place = join(folder, "stopped");
    mkdirSync(place);
    const sql = `copy (select x, x::text as t from generate_series(1, 100000000) g(x)) to '${place}/x.parquet'`;
    await assert.rejects(engine.query(sql, { timeoutMs: 300 }), { code: "TIMEOUT" });
    assert.deepEqual(readdirSync(place), []);
    const controller = new AbortController();
    const running = engine.query(sql, { signal: controller.signal });
    controller.abort();
    await assert.rejects(running, { code: "CANCELLED" });
    assert.deepEqual(readdirSync(place), []);
  });
});

for (const rows of [1, 63, 64, 65, 8191, 8192, 8193]) {
  test(`${rows} rows with NULLs, in row groups and pages that they do not fill`, async () => {
    const engine = await Engine.create({ threads: 0, batchRows: 64 });
    const path = newFile();
    const values = `select x::int as x, case when x % 3 > 0 then x % 2 = 0 end as b, case when x % 5 > 1 then 'v' || x end as t
      from generate_series(1, ${rows}) g(x)`;
    await engine.execute(`copy (${values}) to '${path}' (row_group_size 1000, page_rows 64)`);
    await engine.close();
    const read = await ask(`select count(*)::int, count(b)::int, sum(b::int)::int, count(t)::int, min(x), max(x),
      count(*) filter (t <> 'v' || x)::int, count(*) filter (b <> (x % 2 = 0))::int from '${path}'`);
    const numbers = Array.from({ length: rows }, (_, at) => at + 1);
    const known = numbers.filter((x) => x % 3 > 0);
    const even = known.filter((x) => x % 2 === 0).length;
    const texts = numbers.filter((x) => x % 5 > 1).length;
    assert.deepEqual(read, [[rows, known.length, even, texts, 1, rows, 0, 0]]);
  });
}

describe("COPY FROM", () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.create({ threads: 0 });
    await engine.execute("create table target (a int, b text default 'none', c numeric(6,2))");
  });
  after(() => engine.close());

  test("a Parquet file's columns are a table's, one after the other", async () => {
    const path = newFile();
    await engine.execute(`copy (select 1::int8 as x, 'one' as y, 1.255 as z) to '${path}'`);
    const result = await engine.query(`copy target from '${path}'`);
    assert.deepEqual([result.command, result.rowCount], ["COPY", 1]);
    await engine.execute(
      `copy (select 2.5 as c, 2 as a) to '${path}'; copy target (c, a) from '${path}' (format parquet)`,
    );
    assert.deepEqual(await (await engine.query("select * from target order by a")).rows(), [
      { a: 1, b: "one", c: "1.26" },
      { a: 2, b: "none", c: "2.50" },
    ]);
  });

  test("what cannot be is refused", async () => {
    const path = newFile();
    await engine.execute(`copy (select 1 as a, 'x' as b) to '${path}'`);
    for (const [sql, sqlstate, message] of [
      [`copy target from '${path}'`, "22P04", `${path} has 2 columns, and 3 of table "target" are to be filled`],
      [`copy target (a, zz) from '${path}'`, "42703", 'column "zz" of relation "target" does not exist'],
      [`copy nothing from '${path}'`, "42P01", 'relation "nothing" does not exist'],
      [`copy target from '${path}.none' (format parquet)`, "58P01", `no such file: ${path}.none`],
      ["copy target from stdin", "0A000", "COPY FROM STDIN is not supported"],
      [`copy target from '${path}' (codec zstd)`, "42601", 'option "codec" not recognized'],
      [`copy target (b, a) from '${path}'`, "42804", 'column "a" is of type integer but expression is of type text'],
    ] as const) {
      await assert.rejects(engine.query(sql), { sqlstate, message }, sql);
    }
  });
});

describe("INSERT into Parquet tables", () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.create({ threads: 2 });
  });
  after(() => engine.close());

  test("a folder gets one more file", async () => {
    const place = join(folder, "table");
    mkdirSync(place);
    await engine.execute(
      `copy (select 1 as a, 'one' as b, 1.50::numeric(5,2) as c) to '${place}/first.parquet' (codec zstd)`,
    );
    await engine.registerParquet("parts", `${place}/`);
    const result = await engine.query("insert into parts (b, a) values ('two', 2), ('three', 3)");
    assert.deepEqual([result.command, result.rowCount], ["INSERT", 2]);
    await engine.execute("insert into parts select a + 10, b || '!', c * 2 from parts");
    assert.equal(readdirSync(place).filter((name) => /^(first|part-[-0-9a-f]+)\.parquet$/.test(name)).length, 3);
    assert.deepEqual(await (await engine.query("select * from parts order by a")).rows(), [
      { a: 1, b: "one", c: "1.50" },
      { a: 2, b: "two", c: null },
      { a: 3, b: "three", c: null },
      { a: 11, b: "one!", c: "3.00" },
      { a: 12, b: "two!", c: null },
      { a: 13, b: "three!", c: null },
    ]);
    assert.deepEqual(await ask(`select distinct compression from parquet_metadata('${place}/*.parquet')`), [["ZSTD"]]);
  });

  test("a single file is written anew with the rows behind its own", async () => {
    const path = newFile();
    await engine.execute(`copy (select x as a from generate_series(1, 3) g(x)) to '${path}'`);
    await engine.registerParquet("single", path);
    const { rowCount } = await engine.query("insert into single values (4), (5)");
    assert.equal(rowCount, 2);
    assert.deepEqual(await ask(`from '${path}'`), [[1], [2], [3], [4], [5]]);
    assert.deepEqual(await (await engine.query("select sum(a) as s from single")).rows(), [{ s: 15n }]);
  });

  test("what cannot be is refused, and nothing is changed", async () => {
    const [one, two] = [newFile(), newFile()];
    for (const path of [one, two]) await engine.execute(`copy (select 1 as a) to '${path}'`);
    await engine.registerParquet("two_files", [one, two]);
    await engine.registerParquet("alone", one);
    for (const [sql, code, message] of [
      [
        "insert into two_files values (1)",
        "UNSUPPORTED",
        "inserting into two_files, a table of several paths, is not supported",
      ],
      ["insert into alone select 1 / (a - 1) from alone", "DATA", "division by zero"],
      ["update alone set a = 2", "UNSUPPORTED", "update a table of files is not supported"],
      ["delete from alone", "UNSUPPORTED", "delete from a table of files is not supported"],
    ] as const) {
      await assert.rejects(engine.query(sql), (error) => {
        assert.ok(error instanceof FfqError, sql);
        assert.deepEqual([error.code, error.message], [code, message], sql);
        return true;
      });
    }
    assert.deepEqual(await ask(`from '${one}'`), [[1]]);
  });

  test("files that are no Parquet tables anymore say so when they are next named", async () => {
    const path = newFile();
    await engine.execute(`copy (select 1 as a) to '${path}'`);
    await engine.registerParquet("spoilt", path);
    await engine.query("insert into spoilt values (2)");
    writeFileSync(path, "no longer");
    await assert.rejects(engine.query("select * from spoilt"), { code: "BAD_FILE" });
  });
});
