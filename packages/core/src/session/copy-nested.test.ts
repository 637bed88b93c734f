// Nested columns written by COPY TO and INSERT, as DuckDB reads them: values, levels and pages of every kind, NULLs wherever
// they can be.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
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
  folder = mkdtempSync(join(tmpdir(), "ffq-nested-"));
});

after(() => rmSync(folder, { recursive: true }));

const newFile = (): string => join(folder, `f${files++}.parquet`);

async function ask(sql: string): Promise<unknown[][]> {
  return (await duck.runAndReadAll(sql)).getRowsJson();
}

/** Rows of the two that are not rows of both. */
async function differences(left: string, right: string): Promise<unknown[][]> {
  return ask(`(from ${left} except all from ${right}) union all (from ${right} except all from ${left})`);
}

/** The same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;

/** Every codec, page version and way to encode; pages that are cut within the rows. */
const SETTINGS = [
  "codec none, page_rows 3",
  "codec snappy, page_version 2, page_size 64, row_group_size 50",
  "codec zstd, dictionary false, page_size 64",
  "codec gzip, dictionary false, encoding delta, page_version 2, page_rows 7, row_group_size 61",
  "codec brotli, dictionary_size 64, page_size 100",
  "codec lz4, dictionary false, encoding delta, bloom_filter true, page_rows 1",
  "statistics false, page_index false, checksums false",
];

const ENGINES = [
  { threads: 0, batchRows: 8192, sharedMemory: true },
  { threads: 0, batchRows: 1, sharedMemory: false },
  { threads: 2, batchRows: 5, sharedMemory: true },
] as const;

const two = (number: number): string => String(number).padStart(2, "0");

/** Element types, as FFQ and as DuckDB call them, and the text of some value. */
const ELEMENTS: readonly (readonly [type: string, duck: string, text: (random: Random) => string])[] = [
  ["boolean", "boolean", (random) => (random(2) === 0 ? "true" : "false")],
  ["int2", "smallint", (random) => String(random(65536) - 32768)],
  ["int4", "integer", (random) => String(random(2 ** 32) - 2 ** 31)],
  ["int8", "bigint", (random) => String(BigInt(random(2 ** 31)) * 4294967296n - 5n)],
  ["float4", "float", (random) => String(random(1000) / 8)],
  ["float8", "double", (random) => String((random(100000) - 50000) / 32)],
  ["numeric(9,2)", "decimal(9,2)", (random) => `${random(10000000)}.${two(random(100))}`],
  ["numeric(18,3)", "decimal(18,3)", (random) => `-${random(2 ** 31)}.1${two(random(100))}`],
  [
    "numeric(38,5)",
    "decimal(38,5)",
    (random) => `${random(2 ** 31)}${random(2 ** 31)}1234567890.000${two(random(100))}`,
  ],
  [
    "text",
    "varchar",
    (random) => ["", "é", 'a "b"', "NULL", `value ${random(40)}`, "x".repeat(random(90))][random(6)] ?? "",
  ],
  ["bytea", "blob", (random) => `\\x${two(random(100))}ff`],
  ["uuid", "uuid", (random) => `${two(random(100))}eebc99-9c0b-4ef8-bb6d-6bb9bd380a11`],
  ["date", "date", (random) => `2${two(random(100))}1-0${1 + random(9)}-${two(1 + random(28))}`],
  ["time", "time", (random) => `${two(random(24))}:${two(random(60))}:07.25`],
  ["timestamp", "timestamp", (random) => `19${two(random(100))}-02-03 ${two(random(24))}:05:06.789`],
  ["timestamptz", "timestamptz", (random) => `20${two(random(100))}-02-03 ${two(random(24))}:05:06+00`],
];

type Texts = readonly (string | null)[] | null;

function randomTexts(random: Random, text: (random: Random) => string): Texts {
  if (random(6) === 0) return null;
  const count = random(12) === 0 ? 40 : random(5);
  return Array.from({ length: count }, () => (random(5) === 0 ? null : text(random)));
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const arrayLiteral = (texts: Texts): string => {
  const elements = texts?.map((text) => (text === null ? "NULL" : `"${text.replaceAll(/["\\]/g, "\\$&")}"`));
  return elements === undefined ? "NULL" : quoted(`{${elements.join(",")}}`);
};

function duckList(texts: Texts, type: string): string {
  if (texts === null) return "NULL";
  // DuckDB writes each byte of a blob on its own.
  const value = (text: string): string => (type === "blob" ? `\\x${text.slice(2, 4)}\\x${text.slice(4)}` : text);
  return `[${texts.map((text) => (text === null ? "NULL" : quoted(value(text)))).join(",")}]::${type}[]`;
}

const ROWS = 150;

describe("arrays of every type", () => {
  for (const given of ENGINES) {
    test(`threads ${given.threads}, batches of ${given.batchRows}`, async () => {
      const random = randomOf(given.batchRows);
      const engine = await Engine.create(given);
      try {
        const columns = ELEMENTS.map(([type], at) => `c${at} ${type}[]`).join(", ");
        await engine.execute(`create table arrays (row int not null, ${columns})`);
        await ask(
          `create or replace table arrays (row integer, ${ELEMENTS.map(([, type], at) => `c${at} ${type}[]`).join(", ")})`,
        );
        const [own, wanted]: [string[], string[]] = [[], []];
        for (let row = 0; row < ROWS; row++) {
          const texts = ELEMENTS.map(([, , text]) => randomTexts(random, text));
          own.push(`(${[row, ...texts.map(arrayLiteral)].join(", ")})`);
          wanted.push(`(${[row, ...texts.map((each, at) => duckList(each, ELEMENTS[at]?.[1] ?? ""))].join(", ")})`);
        }
        await engine.execute(`insert into arrays values ${own.join(", ")}`);
        await ask(`insert into arrays values ${wanted.join(", ")}`);
        for (const settings of SETTINGS) {
          const path = newFile();
          await engine.execute(`copy arrays to '${path}' (format parquet, ${settings})`);
          assert.deepEqual(await differences("arrays", `'${path}'`), [], settings);
          // What we read is what was there, in the same order.
          const back = await (await engine.query(`select * from '${path}'`)).rows();
          assert.deepEqual(back, await (await engine.query("select * from arrays")).rows(), settings);
          const whole = newFile();
          await engine.execute(`copy (select * from '${path}') to '${whole}'`);
          assert.deepEqual(await differences("arrays", `'${whole}'`), [], settings);
        }
      } finally {
        await engine.close();
      }
    });
  }
});

type Shape =
  | { readonly kind: "leaf"; readonly type: string; readonly text: (random: Random) => string }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "struct"; readonly fields: readonly Shape[] }
  | { readonly kind: "map"; readonly value: Shape };

const LEAVES: readonly Shape[] = [
  { kind: "leaf", type: "INTEGER", text: (random) => String(random(1000)) },
  { kind: "leaf", type: "VARCHAR", text: (random) => quoted(`t${random(30)}`.repeat(random(3))) },
  { kind: "leaf", type: "DECIMAL(30,2)", text: (random) => `${random(1000000)}.5` },
  { kind: "leaf", type: "BOOLEAN", text: (random) => (random(2) === 0 ? "true" : "false") },
  { kind: "leaf", type: "DOUBLE", text: (random) => `${random(1000)}.25::DOUBLE` },
];

function randomShape(random: Random, depth: number): Shape {
  const inner = (): Shape => randomShape(random, depth - 1);
  switch (depth === 0 ? 0 : random(4)) {
    case 1:
      return { kind: "list", element: inner() };
    case 2:
      return { kind: "struct", fields: Array.from({ length: 1 + random(3) }, inner) };
    case 3:
      return { kind: "map", value: inner() };
    default:
      return LEAVES[random(LEAVES.length)] as Shape;
  }
}

function duckType(shape: Shape): string {
  switch (shape.kind) {
    case "leaf":
      return shape.type;
    case "list":
      return `${duckType(shape.element)}[]`;
    case "struct":
      return `STRUCT(${shape.fields.map((field, at) => `x${at} ${duckType(field)}`).join(", ")})`;
    case "map":
      return `MAP(VARCHAR, ${duckType(shape.value)})`;
  }
}

function duckValue(random: Random, shape: Shape): string {
  if (random(5) === 0) return "NULL";
  const count = random(14) === 0 ? 12 : random(4);
  switch (shape.kind) {
    case "leaf":
      return shape.text(random);
    case "list":
      return `[${Array.from({ length: count }, () => duckValue(random, shape.element)).join(", ")}]`;
    case "struct":
      return `{${shape.fields.map((field, at) => `x${at}: ${duckValue(random, field)}`).join(", ")}}`;
    case "map":
      return `MAP {${Array.from({ length: count }, (_, at) => `'k${at}': ${duckValue(random, shape.value)}`).join(", ")}}`;
  }
}

describe("lists, structs and maps in each other, as DuckDB makes them", () => {
  for (const [number, given] of ENGINES.entries()) {
    test(`threads ${given.threads}, batches of ${given.batchRows}`, async () => {
      const engine = await Engine.create(given);
      try {
        for (const seed of [number + 1, number + 4]) {
          const random = randomOf(seed * 1000003);
          const shapes = Array.from({ length: 4 }, () => randomShape(random, 3));
          const types = shapes.map(duckType);
          await ask(
            `create or replace table nested (row integer, ${types.map((type, at) => `c${at} ${type}`).join(", ")})`,
          );
          const values = Array.from({ length: ROWS }, (_, row) => {
            const own = shapes.map((shape, at) => `CAST(${duckValue(random, shape)} AS ${types[at]})`);
            return `(${[row, ...own].join(", ")})`;
          });
          for (let from = 0; from < ROWS; from += 25) {
            await ask(`insert into nested values ${values.slice(from, from + 25).join(", ")}`);
          }
          const source = newFile();
          await ask(`copy nested to '${source}'`);
          const wanted = await (await engine.query(`select * from '${source}'`)).rows();
          for (const settings of SETTINGS) {
            const path = newFile();
            await engine.execute(`copy (select * from '${source}') to '${path}' (format parquet, ${settings})`);
            const what = `seed ${seed}, ${types.join(", ")}: ${settings}`;
            assert.deepEqual(await differences("nested", `'${path}'`), [], what);
            assert.deepEqual(await (await engine.query(`select * from '${path}'`)).rows(), wanted, what);
            // Of the other columns only the pages are read that have these rows.
            const some = await (await engine.query(`select * from '${path}' where row between 70 and 74`)).rows();
            assert.deepEqual(some, wanted.slice(70, 75), what);
            rmSync(path);
          }
        }
      } finally {
        await engine.close();
      }
    });
  }
});

describe("arrays", () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.create({ threads: 2 });
  });
  after(() => engine.close());

  test("NULL, empty, NULLs within; no rows; never NULL", async () => {
    const path = newFile();
    const rows = [
      [1, null],
      [2, []],
      [3, [null]],
      [4, [1, null, 2]],
    ];
    const sql = "select * from (values (1, null), (2, '{}'), (3, array[null]::int[]), (4, array[1, null, 2])) v(i, a)";
    await engine.execute("create table never_null (a int[] not null)");
    await engine.execute("insert into never_null values (array[1, null]), ('{}'), (array[3])");
    for (const options of ["page_version 1", "page_version 2", "page_rows 1"]) {
      await engine.execute(`copy (${sql}) to '${path}' (${options})`);
      assert.deepEqual(await ask(`from '${path}'`), rows, options);
      await engine.execute(`copy (${sql} where i > 4) to '${path}' (${options})`);
      assert.deepEqual(await ask(`select count(*)::int from '${path}'`), [[0]], options);
      assert.deepEqual(await (await engine.query(`select * from '${path}'`)).rows(), [], options);
      await engine.execute(`copy never_null to '${path}' (${options})`);
      assert.deepEqual(await ask(`from '${path}'`), [[[1, null]], [[]], [[3]]], options);
      const optional = `select repetition_type from parquet_schema('${path}') where name = 'a'`;
      assert.deepEqual(await ask(optional), [["REQUIRED"]], options);
    }
  });

  test("a list that is longer than a page, and than a batch", async () => {
    const path = newFile();
    for (const options of ["page_size 64", "page_version 2, page_size 64, dictionary false", "row_group_size 2"]) {
      await engine.execute(
        `copy (select n, case when n > 0 then (select array_agg(x + n) from generate_series(1, 20000) g(x)) end as a
          from generate_series(0, 4) h(n)) to '${path}' (${options})`,
      );
      assert.deepEqual(
        await ask(`select n::int, len(a)::int, list_sum(a)::int, a[20000]::int from '${path}' order by n`),
        [0, 1, 2, 3, 4].map((n) => (n === 0 ? [0, null, null, null] : [n, 20000, 200010000 + 20000 * n, 20000 + n])),
        options,
      );
      const { rows } = {
        rows: await (await engine.query(`select n, a[20000] as last from '${path}' order by n`)).rows(),
      };
      assert.deepEqual(
        rows,
        [0, 1, 2, 3, 4].map((n) => ({ n, last: n === 0 ? null : 20000 + n })),
        options,
      );
    }
  });

  test("what the footer says of a leaf: its path, and how many entries, NULLs and bytes there are", async () => {
    const path = newFile();
    await engine.execute(
      `copy (select * from (values (array['a', null, 'ccc']), (null), ('{}'), (array['b'])) v(t)) to '${path}'`,
    );
    assert.deepEqual(
      await ask(
        `select path_in_schema, num_values::int, stats_null_count::int, stats_min_value, stats_max_value
          from parquet_metadata('${path}')`,
      ),
      [["t, list, element", 6, 3, "a", "ccc"]],
    );
  });

  test("INSERT into a folder's table, and into a file's", async () => {
    const place = mkdtempSync(join(folder, "table-"));
    await engine.execute(
      `copy (select 1 as i, array['a'] as t, array[1.5]::numeric(5,2)[] as n) to '${place}/0.parquet'`,
    );
    for (const [name, path] of [
      ["folder_table", `${place}/*.parquet`],
      ["file_table", `${place}/0.parquet`],
    ] as const) {
      await engine.registerParquet(name, path);
      const added = await engine.query(
        `insert into ${name} values (2, array[null, 'b'], '{}'), (3, null, null), (4, '{}', array[null, 2])`,
      );
      assert.equal(added.rowCount, 3);
      assert.deepEqual(await ask(`select i, t, n::varchar from '${path}' order by i, t`), [
        [1, ["a"], "[1.50]"],
        [2, [null, "b"], "[]"],
        [3, null, null],
        [4, [], "[NULL, 2.00]"],
      ]);
      assert.deepEqual(await (await engine.query(`select count(t) as rows from ${name}`)).rows(), [{ rows: 3n }]);
      rmSync(place, { recursive: true });
      const again = "select 1 as i, array['a'] as t, array[1.5]::numeric(5,2)[] as n";
      mkdirSync(place);
      await engine.execute(`copy (${again}) to '${place}/0.parquet'`);
    }
  });

  test("what no Parquet list is, is refused by name, and leaves no file", async () => {
    const path = newFile();
    const shaped =
      'writing an array with several dimensions or a lower bound other than 1 to Parquet (column "a") is not supported';
    for (const [select, message, hint] of [
      ["array[[1, 2], [3, 4]] as a", shaped, "Cast it to text."],
      ["'[0:1]={1,2}'::int[] as a", shaped, "Cast it to text."],
      [
        "array[interval '1 day'] as a",
        'writing interval[] to Parquet (column "a") is not supported',
        "Cast it to text.",
      ],
      [
        "array[1.5]::numeric[] as a",
        'writing numeric[] to Parquet (column "a") is not supported',
        "Cast it to numeric(precision, scale)[] or to double precision[].",
      ],
    ] as const) {
      await assert.rejects(engine.query(`copy (select ${select}) to '${path}'`), (error) => {
        assert.ok(error instanceof FfqError, select);
        assert.deepEqual(
          [error.code, error.sqlstate, error.message, error.hint],
          ["UNSUPPORTED", "0A000", message, hint],
        );
        return true;
      });
      assert.ok(!existsSync(path));
    }
  });
});

describe("structs and maps", () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.create({ threads: 0 });
  });
  after(() => engine.close());

  const typesOf = async (path: string): Promise<unknown[]> =>
    (await ask(`select column_type from (describe from '${path}')`)).flat();

  test("rows that SQL makes", async () => {
    const path = newFile();
    await engine.execute(
      `copy (select row(x, case when x > 1 then 'a' end) as r, array[row(x, array[x]), null] as l,
          case when x = 2 then row(null::int, row('b')) end as n from generate_series(1, 2) g(x)) to '${path}'`,
    );
    assert.deepEqual(await typesOf(path), [
      "STRUCT(f1 INTEGER, f2 VARCHAR)",
      "STRUCT(f1 INTEGER, f2 INTEGER[])[]",
      "STRUCT(f1 INTEGER, f2 STRUCT(f1 VARCHAR))",
    ]);
    assert.deepEqual(await ask(`from '${path}'`), [
      [{ f1: 1, f2: null }, [{ f1: 1, f2: [1] }, null], null],
      [{ f1: 2, f2: "a" }, [{ f1: 2, f2: [2] }, null], { f1: null, f2: { f1: "b" } }],
    ]);
  });

  test("a map stays one on its way, and what is made of maps is a list", async () => {
    const [source, path] = [newFile(), newFile()];
    await ask(
      `copy (select map {'k': 1, 'l': null} as m union all select null union all select map {}) to '${source}'`,
    );
    await engine.execute(`create table maps as select * from '${source}'`);
    const map = "MAP(VARCHAR, INTEGER)";
    const list = 'STRUCT("key" VARCHAR, "value" INTEGER)[]';
    for (const [expression, type, first] of [
      [
        "m",
        map,
        [
          { key: "k", value: 1 },
          { key: "l", value: null },
        ],
      ],
      ["m[2:2]", map, [{ key: "l", value: null }]],
      [
        "coalesce(m, m)",
        map,
        [
          { key: "k", value: 1 },
          { key: "l", value: null },
        ],
      ],
      ["array_append(m, null)", list, [{ key: "k", value: 1 }, { key: "l", value: null }, null]],
      [
        "m || m[1]",
        list,
        [
          { key: "k", value: 1 },
          { key: "l", value: null },
          { key: "k", value: 1 },
        ],
      ],
    ] as const) {
      await engine.execute(`copy (select ${expression} as m from maps) to '${path}'`);
      assert.deepEqual(await typesOf(path), [type], expression);
      assert.deepEqual(await ask(`from '${path}' limit 1`), [[first]], expression);
    }
  });

  test("INSERT of a list into a table with a map, NULL keys refused", async () => {
    const place = mkdtempSync(join(folder, "maps-"));
    await ask(`copy (select 1 as i, map {'k': 1} as m) to '${place}/0.parquet'`);
    await engine.registerParquet("maps_of_files", `${place}/*.parquet`);
    await engine.execute("insert into maps_of_files select 2, m || m[1] from maps_of_files");
    assert.deepEqual(await ask(`select i, m['k'] from '${place}/*.parquet' order by i`), [
      [1, 1],
      [2, 1],
    ]);
    await assert.rejects(
      engine.execute("insert into maps_of_files select 3, array_append(m, null) from maps_of_files"),
      {
        code: "CONSTRAINT",
        sqlstate: "23502",
        message: 'null entry or key in a map of column "m"',
      },
    );
    assert.deepEqual(await (await engine.query("select count(*) as rows from maps_of_files")).rows(), [{ rows: 2n }]);
  });
});
