// Nested columns that FFQ writes, read by what reads Parquet elsewhere: hyparquet (values, page index, level histograms),
// arrow-rs and pyarrow. What they are to be is what DuckDB wrote of the same rows.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Engine } from "@ffq/client";
import {
  type ColumnIndex,
  type FileMetaData,
  type OffsetIndex,
  parquetMetadata,
  parquetReadObjects,
  readColumnIndex,
  readOffsetIndex,
} from "hyparquet";
import { root } from "./data.ts";
import { type Duck, openDuck } from "./duckdb.ts";
import { rewriteFile } from "./third-engine-files.ts";

let folder: string;
let engine: Engine;
let duck: Duck;
let source: string;

const ROWS = 500;
const SOURCE = `SELECT x::INTEGER AS i,
  CASE WHEN x % 6 > 0 THEN [CASE WHEN (x + j) % 4 > 0 THEN (x * 10 + j)::INTEGER END FOR j IN range(x % 5)] END AS li,
  CASE WHEN x % 7 > 0 THEN ['x' || (x + j) % 9 FOR j IN range(x % 4)] END AS lt,
  CASE WHEN x % 9 > 0 THEN [CASE WHEN (x + j) % 5 > 0 THEN range(j) END FOR j IN range(x % 4)] END AS ll,
  CASE WHEN x % 8 > 0 THEN {a: CASE WHEN x % 3 > 0 THEN x END, b: ['s' || x, NULL]} END AS st,
  CASE WHEN x % 5 > 0 THEN [CASE WHEN (x + j) % 6 > 0 THEN {x: x + j, y: ['y' || k FOR k IN range(j)]} END
    FOR j IN range(x % 4)] END AS ls,
  CASE WHEN x % 10 > 0 THEN MAP {'k' || x: x, 'l': NULL} END AS mp,
  x % 100 + 0.5::DOUBLE AS d
  FROM range(${ROWS}) r(x)`;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "ffq-nested-"));
  engine = await Engine.create({ threads: 1 });
  duck = await openDuck(1);
  source = join(folder, "source.parquet");
  await duck.run(`COPY (${SOURCE}) TO '${source}' (CODEC uncompressed)`);
});
after(async () => {
  duck.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

const SETTINGS: readonly string[] = [
  "codec snappy",
  "codec none, row_group_size 170",
  "codec snappy, page_version 2, page_rows 20",
  "codec none, dictionary false, page_size 64",
  "codec snappy, dictionary false, encoding delta, page_version 2, page_size 100, row_group_size 99",
  "codec none, page_rows 1, bloom_filter true",
];

async function written(settings: string): Promise<string> {
  const path = join(folder, `${SETTINGS.indexOf(settings)}.parquet`);
  await engine.execute(`COPY (SELECT * FROM '${source}') TO '${path}' (FORMAT parquet, ${settings})`);
  return path;
}

function bufferOf(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

type Row = Readonly<Record<string, unknown>>;
const rowsOf = async (path: string): Promise<readonly Row[]> => parquetReadObjects({ file: bufferOf(path) });

test("hyparquet reads every setting as what DuckDB wrote", async () => {
  const wanted = await rowsOf(source);
  for (const settings of SETTINGS) assert.deepEqual(await rowsOf(await written(settings)), wanted, settings);
});

test("arrow-rs reads every setting: what it copies is what DuckDB wrote", async () => {
  for (const settings of SETTINGS) {
    const copy = join(folder, "copy.parquet");
    await rewriteFile(await written(settings), copy);
    const differences = `(FROM '${source}' EXCEPT ALL FROM '${copy}') UNION ALL (FROM '${copy}' EXCEPT ALL FROM '${source}')`;
    assert.deepEqual(await duck.rows(differences), [], settings);
    assert.deepEqual(await duck.rows(`SELECT count(*) FROM '${copy}'`), [[String(ROWS)]], settings);
  }
});

const installed = join(root, "node_modules/.cache/ffq-pyarrow/bin/python");
const python = [installed, "python3"].find((program) => spawnSync(program, ["-c", "import pyarrow"]).status === 0);

const PYTHON = `
import sys
import pyarrow.parquet as pq
wanted = pq.read_table(sys.argv[1])
for path in sys.argv[2:]:
    read = pq.read_table(path, page_checksum_verification=True)
    assert [str(each.type) for each in read.schema] == [str(each.type) for each in wanted.schema], (path, read.schema)
    assert read.to_pylist() == wanted.to_pylist(), path
print('equal')
`;

test("pyarrow reads every setting as what DuckDB wrote, checksums verified", async (t) => {
  if (python === undefined) return t.skip("there is no python3 with pyarrow: pnpm pyarrow installs it");
  const paths: string[] = [];
  for (const settings of SETTINGS) paths.push(await written(settings));
  const { stdout, stderr } = spawnSync(python, ["-c", PYTHON, source, ...paths], { encoding: "utf8" });
  assert.equal(stdout, "equal\n", stderr);
});

interface Indexed {
  readonly rows: number;
  readonly columns: ColumnIndex;
  readonly offsets: OffsetIndex;
  readonly metadata: NonNullable<FileMetaData["row_groups"][number]["columns"][number]["meta_data"]>;
}

/** A leaf's page index by row group. */
function indexesOf(path: string, leaf: string): readonly Indexed[] {
  const buffer = bufferOf(path);
  const { row_groups: groups, schema } = parquetMetadata(buffer);
  const element = schema.find(({ name }) => name === (leaf.split(".").at(-1) as string));
  assert.ok(element);
  const reader = (start: bigint | number | undefined, length: number | undefined) => ({
    view: new DataView(buffer, Number(start), length),
    offset: 0,
  });
  return groups.map(({ columns, num_rows: rows }) => {
    const chunk = columns.find(({ meta_data: meta }) => meta?.path_in_schema.join(".") === leaf);
    assert.ok(chunk?.meta_data);
    return {
      rows: Number(rows),
      columns: readColumnIndex(reader(chunk.column_index_offset, chunk.column_index_length), {
        ...element,
        type: chunk.meta_data.type,
      }),
      offsets: readOffsetIndex(reader(chunk.offset_index_offset, chunk.offset_index_length)),
      metadata: chunk.meta_data,
    };
  });
}

type Entry = readonly [repetition: number, definition: number, value?: number];

/** What one row of a list of integers has as level entries, as the format defines them. */
function entriesOf(list: readonly (number | null)[] | null): readonly Entry[] {
  if (list === null) return [[0, 0]];
  if (list.length === 0) return [[0, 1]];
  return list.map((value, at): Entry => (value === null ? [at === 0 ? 0 : 1, 2] : [at === 0 ? 0 : 1, 3, value]));
}

const tally = (levels: readonly number[], most: number): readonly number[] =>
  Array.from({ length: most + 1 }, (_, level) => levels.filter((each) => each === level).length);

test("the page index and the histograms are those of the levels", async () => {
  const lists = (await rowsOf(source)).map(({ li }) => (li ?? null) as (number | null)[] | null);
  for (const settings of SETTINGS) {
    let row = 0;
    for (const { rows, columns, offsets, metadata } of indexesOf(await written(settings), "li.list.element")) {
      const firsts = offsets.page_locations.map(({ first_row_index: first }) => Number(first));
      const pages = firsts.map((first, page) =>
        lists.slice(row + first, row + (firsts[page + 1] ?? rows)).flatMap(entriesOf),
      );
      const values = pages.map((page) => page.flatMap(([, , value]) => value ?? []));
      const counts = (levels: 0 | 1, most: number): readonly number[] =>
        pages.flatMap((page) =>
          tally(
            page.map((entry) => entry[levels]),
            most,
          ),
        );
      assert.deepEqual(
        {
          nullPages: columns.null_pages,
          nulls: columns.null_counts?.map(Number),
          least: columns.min_values.filter((_, page) => values[page]?.length !== 0),
          most: columns.max_values.filter((_, page) => values[page]?.length !== 0),
          repetitions: columns.repetition_level_histograms?.map(Number),
          definitions: columns.definition_level_histograms?.map(Number),
        },
        {
          nullPages: values.map(({ length }) => length === 0),
          nulls: pages.map((page, at) => page.length - (values[at]?.length ?? 0)),
          least: values.filter(({ length }) => length > 0).map((each) => Math.min(...each)),
          most: values.filter(({ length }) => length > 0).map((each) => Math.max(...each)),
          repetitions: counts(0, 1),
          definitions: counts(1, 3),
        },
        settings,
      );
      const all = pages.flat();
      const { size_statistics: sizes, statistics } = metadata;
      assert.deepEqual(
        {
          entries: Number(metadata.num_values),
          repetitions: sizes?.repetition_level_histogram?.map(Number),
          definitions: sizes?.definition_level_histogram?.map(Number),
          nulls: Number(statistics?.null_count),
          least: statistics?.min_value,
          most: statistics?.max_value,
        },
        {
          entries: all.length,
          repetitions: tally(
            all.map(([level]) => level),
            1,
          ),
          definitions: tally(
            all.map(([, level]) => level),
            3,
          ),
          nulls: all.length - values.flat().length,
          least: Math.min(...values.flat()),
          most: Math.max(...values.flat()),
        },
        settings,
      );
      row += rows;
    }
    assert.equal(row, ROWS, settings);
  }
});

test("pages end at rows: as many as were asked for, where rows are no longer than that", async () => {
  const pages = async (settings: string): Promise<readonly number[]> =>
    indexesOf(await written(settings), "li.list.element").map(({ offsets }) => offsets.page_locations.length);
  assert.deepEqual(await pages("codec snappy"), [1]);
  assert.deepEqual(await pages("codec none, row_group_size 170"), [1, 1, 1]);
  assert.deepEqual(await pages("codec none, page_rows 1, bloom_filter true"), [ROWS]);
  const [some] = await pages("codec snappy, page_version 2, page_rows 20");
  assert.ok(some !== undefined && some >= ROWS / 20 && some < ROWS / 5, String(some));
});

test("every leaf of a nested column has its path and its bloom filter", async () => {
  const path = await written("codec none, page_rows 1, bloom_filter true");
  const [group] = parquetMetadata(bufferOf(path)).row_groups;
  assert.deepEqual(
    group?.columns.map(({ meta_data: meta }) => [
      meta?.path_in_schema.join("."),
      (meta?.bloom_filter_offset ?? 0n) > 0n && (meta?.bloom_filter_length ?? 0) > 0,
    ]),
    [
      "i",
      "li.list.element",
      "lt.list.element",
      "ll.list.element.list.element",
      "st.a",
      "st.b.list.element",
      "ls.list.element.x",
      "ls.list.element.y.list.element",
      "mp.key_value.key",
      "mp.key_value.value",
      "d",
    ].map((leaf) => [leaf, true]),
  );
});

test("a sort order is told by leaves, as far as it is one of flat columns", async () => {
  const path = join(folder, "sorted.parquet");
  const cases = [
    ["ORDER BY d DESC, i", [[]]],
    ["ORDER BY i, li", [[{ column_idx: 10, descending: false, nulls_first: false }]]],
    ["ORDER BY li, i", [[]]],
  ] as const;
  for (const [order, sorting] of cases) {
    await engine.execute(`COPY (SELECT li, lt, ll, st, ls, mp, d, i FROM '${source}' ${order}) TO '${path}'`);
    const found = parquetMetadata(bufferOf(path)).row_groups.map(({ sorting_columns: columns }) => columns ?? []);
    assert.deepEqual(found, sorting, order);
  }
});
