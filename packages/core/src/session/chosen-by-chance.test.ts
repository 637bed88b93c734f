// Values that chance decides: array_shuffle, array_sample and random of numerics. What can come does come, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const draws: readonly (readonly [expression: string, all: readonly string[]])[] = [
  ["array_shuffle(array[1,2,3])", ["{1,2,3}", "{1,3,2}", "{2,1,3}", "{2,3,1}", "{3,1,2}", "{3,2,1}"]],
  ["array_shuffle('[4:6]={a,NULL,bcd}'::text[])", shapes("[4:6]=", ["a", "NULL", "bcd"])],
  [
    "array_shuffle('[2:3][0:1]={{1,2},{3,NULL}}'::int[])",
    ["{{1,2},{3,NULL}}", "{{3,NULL},{1,2}}"].map(inBounds("[2:3]")),
  ],
  ["array_shuffle(array[true, null])", ["{t,NULL}", "{NULL,t}"]],
  ["array_sample(array[1,2,3], 2)", ["{1,2}", "{1,3}", "{2,1}", "{2,3}", "{3,1}", "{3,2}"]],
  ["array_sample('[4:6]={a,NULL,bcd}'::text[], 1)", ["{a}", "{NULL}", "{bcd}"]],
  ["array_sample('[2:3][0:1]={{1,2},{3,NULL}}'::int[], 1)", ["{{1,2}}", "{{3,NULL}}"].map(inBounds("[1:1]"))],
  ["array_sample(array[row(1,'a'), row(2,null)], 1)", ['{"(1,a)"}', '{"(2,)"}']],
  ["random(-0.1, 0.2)", ["-0.1", "0.0", "0.1", "0.2"]],
  ["random(9999.9, 10000.1::numeric)", ["9999.9", "10000.0", "10000.1"]],
  ["random(0.99998, 1.00001::numeric(8,5))", ["0.99998", "0.99999", "1.00000", "1.00001"]],
  ["random(1e20, 100000000000000000002)", ["0", "1", "2"].map((digit) => `10000000000000000000${digit}`)],
];

function shapes(bounds: string, [a, b, c]: readonly string[]): readonly string[] {
  return [
    `${a},${b},${c}`,
    `${a},${c},${b}`,
    `${b},${a},${c}`,
    `${b},${c},${a}`,
    `${c},${a},${b}`,
    `${c},${b},${a}`,
  ].map((elements) => `${bounds}{${elements}}`);
}

function inBounds(bounds: string): (elements: string) => string {
  return (elements) => `${bounds}[0:1]=${elements}`;
}

for (const options of [{}, { sharedMemory: false }, { threads: 2, partitions: 3 }, { batchRows: 1 }]) {
  test(`every value that can come, and no other: ${JSON.stringify(options)}`, async () => {
    const { values, close } = await openSession(options);
    for (const [expression, all] of draws) {
      // One of six that has not come after so many draws: once in 10^31 runs.
      const rows = await values(`select distinct (${expression})::text from generate_series(1, 400)`);
      assert.deepEqual(new Set(rows.map(([value]) => value)), new Set(all), expression);
    }
    await close();
  });
}

test("long arrays and long numbers", async () => {
  const { rows, values, close } = await openSession();
  await rows(
    "create table t as select array_agg(i) as a, array_agg('n' || i) as b from generate_series(1, 5000) as s(i)",
  );
  const [shuffled] = await values(
    "select array_shuffle(a) = a as x, array_sort(array_shuffle(a)) = a as y, array_sort(array_shuffle(b)) = array_sort(b) as z from t",
  );
  assert.deepEqual(shuffled, [false, true, true]);
  const [sampled] = await values(
    "select count(distinct e), min(e) > 0 as y, max(e) <= 5000 as z from (select unnest(array_sample(a, 4000)) as e from t) as s",
  );
  assert.deepEqual(sampled, [4000n, true, true]);
  const [numbers] = await values(
    `select bool_and(r between -1e30 and 1e30), min(scale(r)), max(scale(r)), count(distinct r), min(r) < 0 as y, max(r) > 0 as z
    from (select random(-1e30, 1e30::numeric(60,21)) as r from generate_series(1, 500)) as s`,
  );
  assert.deepEqual(numbers, [true, 21, 21, 500n, true, true]);
  const [fine] = await values(
    "select bool_and(r between 0 and 1), abs(avg(r) - 0.5) < 0.1 as y from (select random(0, 1.000000) as r from generate_series(1, 2000)) as s",
  );
  assert.deepEqual(fine, [true, true]);
  await close();
});

test("setseed begins random's sequence, and not that of arrays", async () => {
  const { rows, values, close } = await openSession();
  const drawn = async (): Promise<unknown[][]> => {
    await rows("select setseed(0.5)");
    return values(
      "select random(0, 1e30)::text as r, array_shuffle(array_agg(i))::text as a from generate_series(1, 50) as s(i)",
    );
  };
  const [[number, array] = []] = await drawn();
  const [[again, other] = []] = await drawn();
  assert.equal(again, number);
  assert.notEqual(other, array);
  await close();
});

/** Each of two equal calls has a value of its own. */
const calls = [
  "array_shuffle(array[1,2,3,4,5])",
  "random(1, 1000000)",
  "random(1, 1e9::numeric)",
  "random()",
  "uuidv7()",
  "uuidv4()",
];

test("each row and each call is drawn by itself", async () => {
  const { rows, values, close } = await openSession();
  const ask = async (call: string): Promise<void> => {
    const [row] = await values(
      `select count(distinct a) > 1 as x, bool_and(a = b) as y
      from (select ${call} as a, ${call} as b from generate_series(1, 50)) as s`,
    );
    assert.deepEqual(row, [true, false], call);
  };
  for (const call of calls) await ask(call);
  await rows("select setseed(0.5)");
  for (const call of calls) await ask(call);
  await close();
});
