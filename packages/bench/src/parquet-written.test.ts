// Files that FFQ writes, read by what reads Parquet elsewhere: arrow-rs (parquet-wasm), hyparquet's footer, and pyarrow, which
// `pnpm pyarrow` installs. DuckDB reads them in core's own tests.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import { parquetMetadata } from "hyparquet";
import { root } from "./data.ts";
import { openDuck } from "./duckdb.ts";
import { rewriteFile } from "./third-engine-files.ts";

let folder: string;
let engine: Engine;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-written-"));
  engine = await Engine.create({ threads: 1 });
});
after(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const ROWS = 3000;
const SOURCE = `SELECT x AS i, CASE WHEN x % 7 <> 0 THEN x * 10000000000 END AS l, 'text ' || (x % 50) AS few,
  'value ' || x AS many, x / 4.0::float8 AS d, (x * 1.25)::numeric(9,2) AS small, (x * 1.5)::numeric(30,3) AS large,
  date '2000-01-01' + x::int AS day, timestamp '2000-01-01' + x * interval '1 second' AS moment, x % 3 = 0 AS b,
  CASE WHEN x > 100000 THEN 'never' END AS nothing
  FROM generate_series(1, ${ROWS}) AS g(x)`;

const SETTINGS: readonly string[] = [
  "codec snappy",
  "codec none, row_group_size 700",
  "codec zstd, page_version 2",
  "codec gzip, dictionary false",
  "codec brotli, dictionary false, encoding delta",
  "codec lz4, page_rows 100, bloom_filter true",
  "codec zstd, page_version 2, dictionary false, encoding delta, row_group_size 1001, page_rows 99",
  "statistics false, page_index false, checksums false",
];

async function written(settings: string): Promise<string> {
  const path = join(folder, `${SETTINGS.indexOf(settings)}.parquet`);
  await engine.execute(`COPY (${SOURCE}) TO '${path}' (FORMAT parquet, ${settings})`);
  return path;
}

test("arrow-rs reads every setting: what it copies is what DuckDB makes of the same query", async () => {
  const duck = await openDuck(1);
  await duck.run(
    `CREATE TABLE wanted AS ${SOURCE.replaceAll("/ 4.0::float8", "/ 4.0::DOUBLE").replace("x AS i", "x::INTEGER AS i")}`,
  );
  for (const settings of SETTINGS) {
    const copy = join(folder, "copy.parquet");
    await rewriteFile(await written(settings), copy);
    const differences = `(FROM wanted EXCEPT ALL FROM '${copy}') UNION ALL (FROM '${copy}' EXCEPT ALL FROM wanted)`;
    assert.deepEqual(await duck.rows(differences), [], settings);
    assert.deepEqual(await duck.rows(`SELECT count(*) FROM '${copy}'`), [[String(ROWS)]], settings);
  }
  duck.close();
});

test("hyparquet sees the sizes of levels and texts", async () => {
  const bytes = readFileSync(await written("codec none, row_group_size 700"));
  const { row_groups: groups } = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const sizes = (name: string): (readonly number[])[] =>
    groups.map(({ columns }) => {
      const found = columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === name)?.meta_data?.size_statistics;
      const levels = found?.definition_level_histogram ?? [];
      return [
        ...levels,
        ...(found?.unencoded_byte_array_data_bytes === undefined ? [] : [found.unencoded_byte_array_data_bytes]),
      ].map(Number);
    });
  const rows = [0, 700, 1400, 2100, 2800].map((first) =>
    Array.from({ length: Math.min(700, ROWS - first) }, (_, at) => first + at + 1),
  );
  const nulls = rows.map((xs) => xs.filter((x) => x % 7 === 0).length);
  assert.deepEqual(
    sizes("l"),
    rows.map((xs, group) => [nulls[group], xs.length - (nulls[group] as number)]),
  );
  assert.deepEqual(
    sizes("nothing"),
    rows.map((xs) => [xs.length, 0, 0]),
  );
  assert.deepEqual(
    sizes("many").map((each) => each.at(-1)),
    rows.map((xs) => xs.reduce((sum, x) => sum + `value ${x}`.length, 0)),
  );
});

const NO_PYARROW = "there is no python3 with pyarrow: pnpm pyarrow installs it";
const installed = join(root, "node_modules/.cache/ffq-pyarrow/bin/python");
const python = [installed, "python3"].find((program) => spawnSync(program, ["-c", "import pyarrow"]).status === 0);

const PYTHON = `
import sys, datetime, decimal
import pyarrow.parquet as pq
for path in sys.argv[2:]:
    t = pq.read_table(path, page_checksum_verification=True)
    n = int(sys.argv[1])
    xs = range(1, n + 1)
    want = {
        'i': list(xs), 'l': [None if x % 7 == 0 else x * 10000000000 for x in xs], 'few': ['text %d' % (x % 50) for x in xs],
        'many': ['value %d' % x for x in xs], 'd': [x / 4 for x in xs], 'b': [x % 3 == 0 for x in xs], 'nothing': [None] * n,
        'large': [(decimal.Decimal(x) * decimal.Decimal('1.5')).quantize(decimal.Decimal('0.001')) for x in xs],
        'day': [datetime.date(2000, 1, 1) + datetime.timedelta(days=x) for x in xs],
        'moment': [datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=x) for x in xs],
    }
    for name, values in want.items():
        assert t.column(name).to_pylist() == values, (path, name)
print('equal')
`;

test("pyarrow reads every setting, checksums verified", async (t) => {
  if (python === undefined) return t.skip(NO_PYARROW);
  const paths: string[] = [];
  for (const settings of SETTINGS) paths.push(await written(settings));
  const { stdout, stderr } = spawnSync(python, ["-c", PYTHON, String(ROWS), ...paths], { encoding: "utf8" });
  assert.equal(stdout, "equal\n", stderr);
});

const SORTING = `
import sys
import pyarrow.parquet as pq
for path in sys.argv[1:]:
    columns = pq.ParquetFile(path).metadata.row_group(0).sorting_columns
    print([(each.column_index, each.descending, each.nulls_first) for each in columns])
`;

test("pyarrow sees by what the rows are sorted", (t) => {
  if (python === undefined) return t.skip(NO_PYARROW);
  return sortingSeen(python);
});

async function sortingSeen(program: string): Promise<void> {
  const cases = [
    ["SELECT i, few FROM source ORDER BY few DESC, i", "[(1, True, True), (0, False, False)]"],
    ["SELECT few, i FROM source ORDER BY few, many, i LIMIT 9", "[(0, False, False)]"],
    ["SELECT i FROM source ORDER BY i + 1", "[]"],
    ["SELECT i FROM source", "[]"],
  ] as const;
  await engine.execute(`CREATE TABLE source AS ${SOURCE}`);
  const paths: string[] = [];
  for (const [number, [sql]] of cases.entries()) {
    const path = join(folder, `sorted${number}.parquet`);
    await engine.execute(`COPY (${sql}) TO '${path}'`);
    paths.push(path);
  }
  const { stdout } = spawnSync(program, ["-c", SORTING, ...paths], { encoding: "utf8" });
  assert.deepEqual(
    stdout.trimEnd().split("\n"),
    cases.map(([, sorting]) => sorting),
  );
}
