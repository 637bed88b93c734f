// Tables whose tasks divide them by values: the same answers as one task gives, whatever lies in the files (sorted or
// not, NULLs, equal values on both sides of a row group's end) and whatever their footers say of it.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { systemClock } from "../common/clock.ts";
import { openParquetTable } from "../format/parquet/parquet-table.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { Engine } from "./engine.ts";
import type { KnownPlan } from "./known-statements.ts";
import { namesOf, prepare } from "./prepare-query.ts";
import { binderOf, parse } from "./query.ts";
import { runStatement } from "./run-statement.ts";
import { openSession } from "./session.fixture.ts";
import { StatementLimit } from "./statement-limit.ts";
import { type SeenRelations, StatementTables } from "./statement-tables.ts";
import { isDivided } from "./undivided.ts";

const folder = mkdtempSync(join(tmpdir(), "ffq-divided-"));
const at = (name: string): string => join(folder, `${name}.parquet`);

const ROW_GROUP = 128;

/** Each with columns k and v; `k` as it is in one row after the other. */
const tables: Readonly<Record<string, string>> = {
  sorted: "SELECT g::int8 AS k, g % 7 AS v FROM generate_series(1, 2000) AS g",
  repeated: "SELECT (g / 50)::int8 AS k, g % 11 AS v FROM generate_series(0, 2999) AS g",
  other: "SELECT (g * 3)::int8 AS k, g AS v FROM generate_series(-100, 900) AS g",
  backwards: "SELECT -g::int8 AS k, g % 5 AS v FROM generate_series(1, 1500) AS g",
  shuffled: "SELECT (g * 7919 % 2003)::int8 AS k, g % 3 AS v FROM generate_series(1, 2000) AS g",
  nulls: "SELECT CASE WHEN g % 10 = 0 THEN NULL ELSE g::int8 END AS k, g AS v FROM generate_series(1, 1200) AS g",
  days: "SELECT DATE '2000-01-01' + g AS k, g % 13 AS v FROM generate_series(0, 1300) AS g",
  small: "SELECT g::int4 AS k, g % 4 AS v FROM generate_series(1, 1000) AS g",
  empty: "SELECT g::int8 AS k, g AS v FROM generate_series(1, 0) AS g",
};

const pairs: readonly (readonly [left: string, right: string])[] = [
  ["sorted", "repeated"],
  ["sorted", "other"],
  ["repeated", "other"],
  ["sorted", "backwards"],
  ["sorted", "shuffled"],
  ["nulls", "sorted"],
  ["repeated", "nulls"],
  ["days", "days"],
  ["small", "small"],
  ["sorted", "empty"],
];

const windowed = (table: string): string =>
  `SELECT k, sum(n), count(*) FROM (SELECT k, row_number() OVER (PARTITION BY k ORDER BY v) AS n FROM ${table}) t GROUP BY k ORDER BY k`;
const grouped = (table: string): string => `SELECT k, count(*), sum(v) FROM ${table} GROUP BY k ORDER BY k`;
const joined = ([left, right]: readonly [string, string]): readonly string[] => [
  ...["INNER", "LEFT", "RIGHT", "FULL"].map(
    (kind) => `SELECT count(*), sum(a.k - b.k), sum(a.v), sum(b.v) FROM ${left} a ${kind} JOIN ${right} b ON a.k = b.k`,
  ),
  `SELECT count(*), sum(v) FROM ${left} WHERE EXISTS (SELECT FROM ${right} b WHERE b.k = ${left}.k AND b.v <> ${left}.v)`,
  `SELECT count(*), sum(v) FROM ${left} WHERE NOT EXISTS (SELECT FROM ${right} b WHERE b.k = ${left}.k)`,
  `SELECT count(*), sum(v) FROM ${left} WHERE k NOT IN (SELECT k FROM ${right} b)`,
  `SELECT b.k, count(*), sum(a.v) FROM ${left} a JOIN ${right} b ON a.k = b.k GROUP BY b.k ORDER BY b.k LIMIT 40`,
  `SELECT count(*), sum(c) FROM (SELECT k, count(*) AS c FROM ${left} GROUP BY k) l JOIN ${right} r USING (k) JOIN ${left} x USING (k)`,
];

async function answer(engine: Engine, sql: string): Promise<string> {
  const result = await engine.query(sql);
  return JSON.stringify(await result.rows(), (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

const printed = (row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? `${value}n` : value]),
  );

async function open(partitions: number, names: readonly string[] = Object.keys(tables)): Promise<Engine> {
  const engine = await Engine.create({ threads: 0, sharedMemory: false, partitions, smallInputRows: 0 });
  for (const name of names) await engine.registerParquet(name, at(name));
  return engine;
}

describe("tables divided by values", () => {
  let single: Engine;
  before(async () => {
    const engine = await Engine.create({ threads: 0, sharedMemory: false });
    for (const [name, sql] of Object.entries(tables)) {
      await engine.query(`COPY (${sql}) TO '${at(name)}' (FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP})`);
    }
    await engine.close();
    single = await open(1);
  });
  after(async () => {
    await single.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("what is sorted needs no exchange to be joined and grouped by", async () => {
    const engine = await open(3);
    const plan = await answer(engine, `EXPLAIN ${joined(["sorted", "repeated"])[0]}`);
    assert.equal(plan.match(/ranges k/g)?.length, 2);
    assert.doesNotMatch(plan, /by hash/);
    for (const table of ["shuffled", "nulls", "empty"]) {
      assert.doesNotMatch(await answer(engine, `EXPLAIN ${grouped(table)}`), /ranges k/);
    }
    await engine.close();
  });

  for (const partitions of [2, 7]) {
    test(`${partitions} tasks: groups and joins`, async () => {
      const engine = await open(partitions);
      const statements = [
        ...Object.keys(tables).flatMap((table) => [grouped(table), windowed(table)]),
        ...pairs.flatMap(joined),
      ];
      for (const sql of statements) assert.equal(await answer(engine, sql), await answer(single, sql), sql);
      await engine.close();
    });
  }

  test("statistics that exclude values are found out, and the query runs without them", async () => {
    const [lying, honest] = [at("lying"), readFileSync(at("sorted"))];
    // By its footer the first row group, which all tasks need for the other table's keys, has but the first one's.
    writeFileSync(lying, withBound(honest, BigInt(ROW_GROUP), 1n));
    const engine = await open(3, ["repeated"]);
    await engine.registerParquet("sorted", lying);
    for (const sql of [grouped("sorted"), ...joined(["repeated", "sorted"])]) {
      assert.equal(await answer(engine, sql), await answer(single, sql), sql);
    }
    await engine.close();
  });

  for (const isLying of [false, true]) {
    test(`a plan that divides its tables is kept (${isLying ? "and its statistics are not true" : "and they are"})`, async () => {
      const lying = at("lying-again");
      writeFileSync(lying, withBound(readFileSync(at("sorted")), BigInt(ROW_GROUP), 1n));
      const { session, close } = await openSession({ partitions: 3, smallInputRows: 0 });
      const register = async (name: string, path: string): Promise<void> => {
        const provider = await openParquetTable(session.stores, name, [path]);
        session.catalog.add({ kind: "external", name, provider, paths: [path] });
      };
      await register("sorted", isLying ? lying : at("sorted"));
      await register("repeated", at("repeated"));
      const sql = joined(["repeated", "sorted"])[0] as string;
      const [statement] = await parse(sql);
      assert.ok(statement !== undefined);
      const keptPlan = async (): Promise<KnownPlan | undefined> => {
        const tables = await StatementTables.open(session.catalog, session.stores, statement, undefined);
        const known = session.known.plan(statement, session.settings, tables);
        tables.release();
        return known;
      };
      const run = async (): Promise<string> => {
        const rows = await (await runStatement(session, statement, {})).rows();
        return JSON.stringify(rows.map(printed));
      };
      const right = await answer(single, sql);
      if (isLying) {
        // As if it had been kept before the file was known.
        const tables = await StatementTables.open(session.catalog, session.stores, statement, undefined);
        const moment = { timeZone: "UTC", now: 0n };
        const running = { session, tables, limit: new StatementLimit({}, systemClock), moment };
        const bind = await binderOf(statement);
        const bound = bind(namesOf(session, tables), [], moment, { isAllowed: true, isUsed: false });
        const { graph, optimized } = await prepare(running, (bound as { readonly plan: LogicalPlan }).plan);
        const seen = tables.seen as SeenRelations;
        session.known.keep(statement, {
          graph,
          divided: optimized,
          isNarrow: false,
          settings: session.settings,
          seen,
        });
        tables.release();
      } else {
        for (let time = 0; time < 2; time++) assert.equal(await run(), right);
      }
      const kept = await keptPlan();
      assert.ok(kept !== undefined && isDivided(kept.graph));
      for (let time = 0; time < 3; time++) assert.equal(await run(), right);
      assert.equal(session.dividesScans, !isLying);
      assert.equal((await keptPlan()) === kept, !isLying);
      assert.equal(isDivided((await keptPlan())?.graph as StageGraph), !isLying);
      await close();
    });
  }
});

/** The file with another value for a bound in its footer. */
function withBound(file: Buffer, from: bigint, to: bigint): Buffer {
  const bytes = (value: bigint): Buffer => Buffer.from(BigInt64Array.of(value).buffer);
  const changed = Buffer.from(file);
  const footer = changed.subarray(changed.length - 8 - changed.readUInt32LE(changed.length - 8));
  let found = footer.indexOf(bytes(from));
  assert.ok(found >= 0);
  for (; found >= 0; found = footer.indexOf(bytes(from), found + 8)) bytes(to).copy(footer, found);
  return changed;
}
