// Functions of chance after setseed: the same numbers each time, others in the next statement, on threads and in
// partitions too; errors as PostgreSQL words them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const statements = [
  "select random() as r, random(1, 1000000) as i, random_normal() as n, i from generate_series(1, 200) as s(i)",
  "select random(1, 10000000000) as r from t",
  "select r from (select random() as r from t where a > 3) as s where r < 0.5 order by r",
  "select sum(random()) as s from t as x join t as y using (a)",
];

for (const options of [{ threads: 0 }, { threads: 2, partitions: 3, smallInputRows: 0 }, { batchRows: 1 }]) {
  test(`the same numbers again: ${JSON.stringify(options)}`, async () => {
    const { rows, values, close } = await openSession(options);
    await rows("create table t (a int); insert into t select i from generate_series(1, 300) as s(i)");
    const asked = async (): Promise<unknown[]> => {
      const all = [];
      for (const sql of statements) all.push(await values(sql));
      return all;
    };
    const chance = await asked();
    await rows("select setseed(0.25)");
    const first = await asked();
    const goesOn = await asked();
    await rows("select setseed(0.25)");
    assert.deepEqual(await asked(), first);
    assert.deepEqual(await asked(), goesOn);
    await rows("select setseed(-0.25)");
    const other = await asked();
    const all = [chance, first, goesOn, other].flat();
    assert.equal(new Set(all.map((answer) => JSON.stringify(answer, (_, value) => String(value)))).size, all.length);
    const numbers = (first[0] as number[][]).map(([number]) => number as number);
    assert.equal(new Set(numbers).size, 200);
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
    await close();
  });
}

test("tables, prepared statements and EXPLAIN", async () => {
  const { rows, values, close } = await openSession();
  await rows("create table t (a float8 default random()); prepare p(float8) as select setseed($1), random() as r");
  const asked = async (): Promise<unknown> => {
    await rows("truncate t; execute p(1); insert into t select random() from generate_series(1, 3)");
    await rows("insert into t values (default); update t set a = a + random(); explain select setseed(0)");
    return values("select a, random() as r from t order by a");
  };
  assert.deepEqual(await asked(), await asked());
  assert.deepEqual(await values("select setseed(0) as a, setseed(null) as b"), [["", null]]);
  await close();
});

const refused: readonly (readonly [seed: string, error: string])[] = [
  ["1.5", "22023 setseed parameter 1.5 is out of allowed range [-1,1]"],
  ["-1.23456789", "22023 setseed parameter -1.23457 is out of allowed range [-1,1]"],
  ["1e10", "22023 setseed parameter 1e+10 is out of allowed range [-1,1]"],
  ["123456789", "22023 setseed parameter 1.23457e+08 is out of allowed range [-1,1]"],
  ["'nan'", "22023 setseed parameter NaN is out of allowed range [-1,1]"],
  ["'-inf'", "22023 setseed parameter -Infinity is out of allowed range [-1,1]"],
  ["random()", "0A000 setseed() of a value that is not known before the query runs is not supported"],
];

test("seeds that are refused", async () => {
  const { error, close } = await openSession();
  for (const [seed, message] of refused) assert.equal(await error(`select setseed(${seed})`), message);
  await close();
});
