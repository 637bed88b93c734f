// Parameters' values: arrays, and as many values as there are places for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { Engine } from "./engine.ts";
import type { Parameters, ParameterValue } from "./parameters.ts";

async function withEngine(work: (engine: Engine) => Promise<void>): Promise<void> {
  const engine = await Engine.create({ threads: 0 });
  await work(engine);
  await engine.close();
}

const arrays: readonly (readonly [value: ParameterValue, type: string, text: string])[] = [
  [[1, null, 2], "integer[]", "{1,NULL,2}"],
  [[1, 2 ** 40], "bigint[]", "{1,1099511627776}"],
  [[1, 2n], "bigint[]", "{1,2}"],
  [[1, 2.5, Number.NaN, -0, 1e300], "double precision[]", "{1,2.5,NaN,-0,1e+300}"],
  [[1n, 2n ** 70n], "numeric[]", "{1,1180591620717411303424}"],
  [[true, false, null], "boolean[]", "{t,f,NULL}"],
  [[new Date(0)], "timestamp without time zone[]", '{"1970-01-01 00:00:00"}'],
  [[new Uint8Array([1, 255])], "bytea[]", '{"\\\\x01ff"}'],
  [
    [
      [1, 2],
      [3, null],
    ],
    "integer[]",
    "{{1,2},{3,NULL}}",
  ],
];

test("arrays have the type that their elements have in common", () =>
  withEngine(async (engine) => {
    for (const [value, type, text] of arrays) {
      const result = await engine.query("SELECT pg_typeof($1) AS type, $1::text AS text", { parameters: [value] });
      assert.deepEqual(await result.rows(), [{ type, text }]);
    }
  }));

const places: readonly (readonly [sql: string, value: ParameterValue, answer: unknown])[] = [
  ["SELECT $1::int[] = ARRAY[1, 2]", ["1", "2"], true],
  ["SELECT $1::text[] = ARRAY['a', 'b,c', 'q\"\\', 'NULL', NULL, '']", ["a", "b,c", 'q"\\', "NULL", null, ""], true],
  ["SELECT $1::date[] = ARRAY[date '2024-05-01']", ["2024-05-01"], true],
  ["SELECT $1::int[] = '{}'", [], true],
  ["SELECT array_length($1::int[], 1)", [null, null], 2],
  ["SELECT 3 = ANY ($1)", ["1", "3"], true],
  ["SELECT 'b' = ANY ($1)", ["b", "c"], true],
  ["SELECT 2 = ANY ($1)", [1, 3], false],
  ["SELECT sum(x) FROM unnest($1) AS t(x)", [1, 2, 4], 7n],
  ["SELECT :list::int[] = ARRAY[5]", [5], true],
];

test("elements without a type take it from the place", () =>
  withEngine(async (engine) => {
    for (const [sql, value, answer] of places) {
      const parameters: Parameters = sql.includes(":list") ? { list: value } : [value];
      const [row] = await (await engine.query(sql, { parameters })).rows();
      assert.deepEqual(Object.values(row ?? {}), [answer], sql);
    }
  }));

test("numbers of several kinds keep their digits", () =>
  withEngine(async (engine) => {
    await engine.execute("CREATE TABLE big AS SELECT * FROM (VALUES (9007199254740992), (9007199254740993)) AS v(b)");
    const answer = async (sql: string, value: readonly (number | bigint)[]): Promise<unknown> =>
      Object.values((await (await engine.query(sql, { parameters: [value] })).rows())[0] ?? {})[0];
    assert.equal(
      await answer("SELECT string_agg(b::text, ' ') FROM big WHERE b = ANY ($1)", [9007199254740993n, 0.5]),
      "9007199254740993",
    );
    assert.equal(
      await answer("SELECT $1::numeric[]::text", [12345678901234567890123n, 0.5]),
      "{12345678901234567890123,0.5}",
    );
    assert.equal(await answer("SELECT $1::float8[]::text", [1, 0.5, Number.NaN]), "{1,0.5,NaN}");
  }));

const refused: readonly (readonly [sql: string, parameters: unknown, error: string])[] = [
  ["SELECT $1", [[1, true]], "42804 the elements of a parameter are of several types: integer, boolean"],
  ["SELECT $1", [[{}]], "22023 a parameter cannot be [object Object]"],
  ["SELECT $1::int[]", [Object.assign([1], { 2: 3 })], "22023 a parameter cannot be [object Undefined]"],
  ["SELECT $1", [{}], "22023 a parameter cannot be [object Object]"],
  ["SELECT $1", [[[[[[[[1]]]]]]]], "54000 number of array dimensions (7) exceeds the maximum allowed (6)"],
  ["SELECT $1::int[]", [[[1, 2], [3]]], '22P02 malformed array literal: "{{"1","2"},{"3"}}"'],
  ["SELECT $1", [1, 2], '08P01 bind message supplies 2 parameters, but prepared statement "" requires 1'],
  ["SELECT 1", [null], '08P01 bind message supplies 1 parameters, but prepared statement "" requires 0'],
  ["SELECT :a", [1, 2], '08P01 bind message supplies 2 parameters, but prepared statement "" requires 1'],
  ["EXPLAIN SELECT $1", [1, 2], '08P01 bind message supplies 2 parameters, but prepared statement "" requires 1'],
  ["SELECT $2", [1], "42P02 there is no parameter $2"],
];

test("what cannot be a value, and values without a place", () =>
  withEngine(async (engine) => {
    for (const [sql, parameters, message] of refused) {
      const error = await engine.query(sql, { parameters: parameters as Parameters }).then(
        () => undefined,
        (thrown: unknown) => FfqError.from(thrown),
      );
      assert.equal(`${error?.sqlstate} ${error?.message}`, message, sql);
    }
  }));

test("several statements share their values", () =>
  withEngine(async (engine) => {
    assert.equal((await engine.execute("SELECT $1; SELECT $1 + $2", { parameters: [1, 2] })).length, 2);
    await assert.rejects(engine.execute("SELECT $1; SELECT $1", { parameters: [1, 2] }), { sqlstate: "08P01" });
  }));
