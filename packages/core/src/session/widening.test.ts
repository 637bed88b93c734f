// Statements whose narrow types did not do: they give what PostgreSQL gives, keep nothing, and fail where it fails.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openSession } from "./session.fixture.ts";

const LARGE = "999999999999999999999999999999999999.99";

for (const options of [{}, { partitions: 3, threads: 2, smallInputRows: 0 }] as const) {
  test(`products past 38 digits and fields of infinities with ${JSON.stringify(options)}`, async () => {
    const { rows, values, error, usedBytes, close } = await openSession(options);
    await rows("create table w (a numeric(38,2), b numeric(20,4), t timestamp)");
    await rows(`insert into w values (${LARGE}, 9999999999999999.9999, 'infinity'), (1, 2, '2020-01-01')`);
    const before = usedBytes();
    assert.deepEqual(await values("select a * b as p, a + a as s from w order by a desc"), [
      ["9999999999999999999899999999999999999900000000000000.000001", "1999999999999999999999999999999999999.98"],
      ["2.000000", "2.00"],
    ]);
    assert.deepEqual(await values("select sum(a * b) from w"), [
      ["9999999999999999999899999999999999999900000000000002.000001"],
    ]);
    assert.deepEqual(await values("select extract(year from t) as y from w order by t"), [["2020"], ["Infinity"]]);
    assert.equal(await error("select a::numeric(4,1) * 2 from w"), "22003 numeric field overflow");
    assert.deepEqual(await values("select 'NaN'::numeric(5,2) as a, 'nan'::float8::numeric(5,2) as b"), [
      ["NaN", "NaN"],
    ]);
    assert.deepEqual(
      await values("select x::numeric(5,2) as y from (values ('NaN'::float8), (1.555)) v (x) order by 1"),
      [["1.56"], ["NaN"]],
    );
    assert.equal(usedBytes(), before);
    await rows("create table p as select a * b as p from w");
    await rows("insert into p select a * b from w");
    assert.deepEqual(await values("select count(*), min(p) from p"), [[4n, "2.000000"]]);
    await close();
  });
}
