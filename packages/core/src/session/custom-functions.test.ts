// Functions of the program in SQL: wherever an expression may stand, over batches of every size, in every memory, on
// threads and over exchanges. Expected rows are what the same functions give row by row in plain JavaScript.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Int32, type Vector, vectorFromArray } from "apache-arrow";
import { FfqError } from "../common/error.ts";
import type { CustomFunction } from "../function/custom-function.ts";
import { Engine } from "./engine.ts";
import type { EngineOptions } from "./options.ts";

const seen = { calls: 0, rows: 0 };

const slug: CustomFunction = {
  name: "slug",
  args: ["text"],
  returns: "text",
  call: ([names]) => Array.from(names ?? [], (name: string | null) => name?.toLowerCase().replaceAll(" ", "-")),
};
const twice: CustomFunction = {
  name: "twice",
  args: ["int4"],
  returns: "int4",
  call: ([values], rows) => {
    seen.calls++;
    seen.rows += rows;
    return vectorFromArray(
      Array.from(values ?? [], (value: number | null) => (value ?? 0) * 2),
      new Int32(),
    );
  },
};
const orZero: CustomFunction = {
  name: "or_zero",
  args: ["int4"],
  returns: "int4",
  strict: false,
  call: ([values]) => Int32Array.from(values as Vector, (value: number | null) => value ?? 0),
};
const add: CustomFunction = {
  name: "add_both",
  args: ["int4", "int4"],
  returns: "int8",
  call: ([one, other], rows) =>
    Array.from({ length: rows }, (_, row) => BigInt((one?.get(row) ?? 0) + (other?.get(row) ?? 0))),
};
const failing: CustomFunction = {
  name: "positive",
  args: ["int4"],
  returns: "int4",
  call: ([values]) =>
    Array.from(values ?? [], (value: number | null) => {
      if (value !== null && value <= 0) throw new RangeError(`${value} is not positive`);
      return value;
    }),
};
let counter = 0;
const ticket: CustomFunction = {
  name: "ticket",
  args: [],
  returns: "int4",
  volatile: true,
  call: (_, rows) => Array.from({ length: rows }, () => ++counter),
};
const all = [slug, twice, orZero, add, failing, ticket];

async function open(options: EngineOptions = {}): Promise<Engine> {
  const engine = await Engine.create({ threads: 0, ...options });
  for (const custom of all) engine.registerFunction(custom);
  await engine.execute(
    "CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'Ada L'), (2, 'Bob B'), (3, NULL), (NULL, 'No One')",
  );
  return engine;
}

async function ask(engine: Engine, sql: string): Promise<unknown[]> {
  const result = await engine.query(sql);
  return (await result.rows()).map((row) => Object.values(row));
}

const questions: readonly { readonly name: string; readonly sql: string; readonly rows: readonly unknown[] }[] = [
  { name: "select", sql: "SELECT slug(name) FROM t ORDER BY id", rows: [["ada-l"], ["bob-b"], [null], ["no-one"]] },
  { name: "constant", sql: "SELECT twice(21), slug('A B')", rows: [[42, "a-b"]] },
  { name: "no arguments", sql: "SELECT ticket() > 0 FROM t WHERE id = 1", rows: [[true]] },
  { name: "nested", sql: "SELECT twice(twice(id)) + 1 FROM t WHERE id = 3", rows: [[13]] },
  { name: "strict", sql: "SELECT twice(id) FROM t WHERE name = 'No One'", rows: [[null]] },
  { name: "not strict", sql: "SELECT or_zero(id) FROM t WHERE id IS NULL", rows: [[0]] },
  { name: "filter", sql: "SELECT id FROM t WHERE slug(name) = 'bob-b'", rows: [[2]] },
  {
    name: "filter, other conditions first",
    sql: "SELECT id FROM t WHERE positive(id - 1) > 0 AND id > 1 ORDER BY 1",
    rows: [[2], [3]],
  },
  { name: "order", sql: "SELECT id FROM t WHERE id > 0 ORDER BY twice(0 - id)", rows: [[3], [2], [1]] },
  {
    name: "group",
    sql: "SELECT twice(id % 2), count(*) FROM t WHERE id > 0 GROUP BY 1 ORDER BY 1",
    rows: [
      [0, 1n],
      [2, 2n],
    ],
  },
  { name: "aggregated", sql: "SELECT sum(twice(id)), max(slug(name)) FROM t", rows: [[12n, "no-one"]] },
  { name: "having", sql: "SELECT id FROM t GROUP BY id HAVING twice(id) = 4", rows: [[2]] },
  { name: "distinct", sql: "SELECT DISTINCT twice(id / 2) FROM t WHERE id > 1", rows: [[2]] },
  {
    name: "window",
    sql: "SELECT id, sum(twice(id)) OVER (ORDER BY id) FROM t WHERE id > 0 ORDER BY id",
    rows: [
      [1, 2n],
      [2, 6n],
      [3, 12n],
    ],
  },
  {
    name: "join, a side each",
    sql: "SELECT a.id, b.id AS other FROM t a JOIN t b ON twice(a.id) = or_zero(b.id) + 1 - 1 ORDER BY 1",
    rows: [[1, 2]],
  },
  {
    name: "join, both sides",
    sql: "SELECT a.id, b.id AS other FROM t a JOIN t b ON add_both(a.id, b.id) = 5 ORDER BY 1",
    rows: [
      [2, 3],
      [3, 2],
    ],
  },
  {
    name: "left join",
    sql: "SELECT a.id, b.id AS other FROM t a LEFT JOIN t b ON a.id = twice(b.id) WHERE a.id > 0 ORDER BY 1",
    rows: [
      [1, null],
      [2, 1],
      [3, null],
    ],
  },
  { name: "subquery", sql: "SELECT id FROM t WHERE id IN (SELECT twice(id) FROM t) ORDER BY 1", rows: [[2]] },
  {
    name: "correlated",
    sql: "SELECT id FROM t a WHERE EXISTS (SELECT 1 FROM t b WHERE twice(b.id) = a.id)",
    rows: [[2]],
  },
  {
    name: "with",
    sql: "WITH d AS (SELECT twice(id) AS d FROM t) SELECT d FROM d WHERE d > 2 ORDER BY 1",
    rows: [[4], [6]],
  },
  {
    name: "case",
    sql: "SELECT CASE WHEN id > 1 THEN positive(id - 1) ELSE 0 END FROM t WHERE id > 0 ORDER BY 1",
    rows: [[0], [1], [2]],
  },
  {
    name: "case, otherwise",
    sql: "SELECT CASE WHEN id < 2 THEN 0 WHEN id = 2 THEN twice(1) ELSE positive(id - 2) END FROM t WHERE id > 0 ORDER BY 1",
    rows: [[0], [1], [2]],
  },
  { name: "coalesce", sql: "SELECT coalesce(id, positive(7)) FROM t ORDER BY 1", rows: [[1], [2], [3], [7]] },
  {
    name: "union",
    sql: "SELECT twice(id) FROM t WHERE id = 1 UNION ALL SELECT twice(id) FROM t WHERE id = 2 ORDER BY 1",
    rows: [[2], [4]],
  },
  { name: "limit", sql: "SELECT twice(id) FROM t WHERE id > 0 ORDER BY 1 DESC LIMIT twice(1)", rows: [[6], [4]] },
  { name: "implicit cast", sql: "SELECT add_both(1::smallint, 2), slug('X'::varchar(3))", rows: [[3n, "x"]] },
  { name: "values", sql: "SELECT * FROM (VALUES (twice(4))) AS v (a)", rows: [[8]] },
  {
    name: "values of several rows",
    sql: "SELECT * FROM (VALUES (1, 'a'), (twice(1), slug('B')), (3, 'c'), (4, slug('D'))) AS v (a, b) ORDER BY a",
    rows: [
      [1, "a"],
      [2, "b"],
      [3, "c"],
      [4, "d"],
    ],
  },
];

const settings: readonly { readonly name: string; readonly options: EngineOptions }[] = [
  { name: "inline", options: {} },
  { name: "unshared, batches of 1", options: { sharedMemory: false, batchRows: 1 } },
  { name: "a thread, batches of 63", options: { threads: 1, batchRows: 63 } },
  { name: "three partitions", options: { partitions: 3 } },
];

for (const setting of settings) {
  test(`functions of the program: ${setting.name}`, async (t) => {
    const engine = await open(setting.options);
    for (const { name, sql, rows } of questions) {
      await t.test(name, async () => assert.deepEqual(await ask(engine, sql), rows));
    }
    await engine.close();
  });
}

for (const batchRows of [1, 63, 64, 65, 4096]) {
  test(`many rows in batches of ${batchRows}: whole columns, each row once`, async () => {
    const engine = await open({ batchRows, threads: 2 });
    Object.assign(seen, { calls: 0, rows: 0 });
    const sql = "SELECT sum(twice(n)), count(*) FROM (SELECT generate_series AS n FROM generate_series(1, 1000)) s";
    assert.deepEqual(await ask(engine, sql), [[1001000n, 1000n]]);
    assert.equal(seen.rows, 1000);
    assert.ok(seen.calls <= Math.ceil(1000 / batchRows) + 1, `${seen.calls} calls`);
    await engine.close();
  });
}

test("tasks call functions for their own rows, and EXPLAIN says where", async () => {
  const engine = await open({ partitions: 3, smallInputRows: 0 });
  const [plan] = await engine.execute("EXPLAIN SELECT twice(id), count(*) FROM t WHERE slug(name) <> 'x' GROUP BY 1");
  const lines = [...(plan?.table ?? [])].map((row) => String(row["QUERY PLAN"]));
  const stage = lines.findIndex((line) => /stage 1: 3 tasks/.test(line));
  assert.ok(stage >= 0, lines.join("\n"));
  const calls = lines.slice(stage).filter((line) => line.includes("call-functions"));
  assert.match(calls.join(), /call-functions calls \[twice\(int4\)\].*call-functions calls \[slug\(text\)\]/);
  await engine.close();
});

test("a volatile function is called for each row", async () => {
  const engine = await open();
  counter = 0;
  assert.deepEqual(await ask(engine, "SELECT count(DISTINCT n) FROM (SELECT ticket() AS n FROM t) s"), [[4n]]);
  await engine.close();
});

test("statements that change tables use them", async () => {
  const engine = await open();
  await engine.execute("INSERT INTO t VALUES (twice(5), slug('New One')); UPDATE t SET name = slug(name) WHERE id = 1");
  assert.deepEqual(await ask(engine, "SELECT id, name FROM t WHERE id IN (1, 10) ORDER BY 1"), [
    [1, "ada-l"],
    [10, "new-one"],
  ]);
  await engine.execute("CREATE VIEW v AS SELECT twice(id) AS two FROM t WHERE id > 9");
  assert.deepEqual(await ask(engine, "SELECT two FROM v"), [[20]]);
  await engine.close();
});

const codeOf = (code: string, sqlstate: string, message: RegExp) => (error: unknown) =>
  error instanceof FfqError && error.code === code && error.sqlstate === sqlstate && message.test(error.message);

test("what a function throws is the query's error, and names it", async () => {
  const engine = await open();
  await assert.rejects(
    ask(engine, "SELECT positive(id - 2) FROM t"),
    codeOf("DATA", "38000", /^function positive\(int4\): -1 is not positive$/),
  );
  await engine.close();
});

const misfits: readonly { readonly name: string; readonly call: CustomFunction["call"]; readonly message: RegExp }[] = [
  { name: "too few values", call: () => [1], message: /gave 1 values for 4 rows/ },
  {
    name: "another type",
    call: (_, rows) => vectorFromArray(Array.from({ length: rows }, String)),
    message: /gave a column of .* instead of Int32/,
  },
];
for (const { name, call, message } of misfits) {
  test(`${name} from a function is an error`, async () => {
    const engine = await open();
    engine.registerFunction({ name: "odd", args: ["int4"], returns: "int4", call });
    await assert.rejects(ask(engine, "SELECT odd(id) FROM t"), codeOf("DATA", "39000", message));
    await engine.close();
  });
}

test("what a subquery has of a function is computed once for a row, whoever asks", async () => {
  const engine = await open();
  seen.rows = 0;
  const sql =
    "SELECT sum(x) FILTER (WHERE id > 1), max(x) FILTER (WHERE id > 0), min(CASE WHEN id > 0 THEN x + x END) FROM (SELECT id, twice(id) AS x FROM t) AS q";
  assert.deepEqual(await ask(engine, sql), [[10n, 6, 4]]);
  assert.equal(seen.rows, 4);
  await engine.close();
});

test("names that are taken, and calls that fit no function, are refused", async () => {
  const engine = await open();
  const named = (name: string, args: CustomFunction["args"] = ["int4"]): CustomFunction => ({ ...twice, name, args });
  for (const [name, args] of [
    ["twice", ["int4"]],
    ["upper", ["text"]],
    ["sum", ["int4"]],
    ["row_number", []],
  ] as const) {
    assert.throws(() => engine.registerFunction(named(name, args)), codeOf("ALREADY_EXISTS", "42723", /./));
  }
  for (const name of ["", "+"]) {
    assert.throws(
      () => engine.registerFunction(named(name)),
      (error: FfqError) => error.code === "CONFIG",
    );
  }
  await assert.rejects(
    ask(engine, "SELECT twice('x'::text)"),
    codeOf("NOT_FOUND", "42883", /^function twice\(text\) does not exist$/),
  );
  const other = await Engine.create({ threads: 0 });
  await assert.rejects(ask(other, "SELECT twice(1)"), codeOf("NOT_FOUND", "42883", /does not exist/));
  await Promise.all([engine.close(), other.close()]);
});

test("an extension brings functions to every engine that is given it", async () => {
  const offer = { name: "slugs", options: [], hasFunctions: true, load: async () => ({ functions: [slug] }) };
  const engine = await Engine.create({ threads: 0, extensions: [offer] });
  assert.deepEqual(await ask(engine, "SELECT slug('C D')"), [["c-d"]]);
  await engine.close();
});

test("an overload beside a builtin function", async () => {
  const engine = await open();
  engine.registerFunction({
    name: "upper",
    args: ["int4"],
    returns: "text",
    call: ([n]) => Array.from(n ?? [], (v) => `#${v}`),
  });
  assert.deepEqual(await ask(engine, "SELECT upper(7) AS one, upper('x') AS other"), [["#7", "X"]]);
  assert.deepEqual(await ask(engine, "SELECT public.upper(7) AS one, pg_catalog.upper('x') AS other"), [["#7", "X"]]);
  await assert.rejects(
    ask(engine, "SELECT public.upper('x'::text)"),
    codeOf("NOT_FOUND", "42883", /^function public.upper\(text\) does not exist$/),
  );
  await engine.close();
});

test("a volatile function as an operand that is read twice, and a name like the binder's own keys", async () => {
  const engine = await open();
  let last = 0;
  const next: CustomFunction["call"] = (_, rows) => Int32Array.from({ length: rows }, () => ++last);
  engine.registerFunction({ name: "next_one", args: [], returns: "int4", volatile: true, call: next });
  engine.registerFunction({
    name: "once 1",
    args: ["int4"],
    returns: "int4",
    call: ([n]) => Int32Array.from(n as Vector, (value: number) => value * 10),
  });
  const sql = 'SELECT nullif(next_one(), 0) AS a, "once 1"(n) AS b FROM generate_series(1, 3) AS t(n)';
  const rows = (await ask(engine, sql)) as readonly (readonly [number, number])[];
  const [[first]] = rows as readonly [readonly [number, number]];
  assert.deepEqual(rows, [
    [first, 10],
    [first + 1, 20],
    [first + 2, 30],
  ]);
  await engine.close();
});
