// Names in scopes of many columns, which are looked up by a map: there they mean what they mean among few.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSession, type TestSession } from "./session.fixture.ts";

const WIDE = 400;
const names = Array.from({ length: WIDE }, (_, at) => `c${at}`);
let session: TestSession;

before(async () => {
  session = await openSession();
  await session.rows(`create table wide as select ${names.map((name, at) => `${at} as ${name}`).join()}`);
});

after(() => session.close());

test("each of hundreds of columns is found by its name", async () => {
  const sum = (WIDE * (WIDE - 1)) / 2;
  const sql = `select ${names.join(" + ")}, wide.c0, wide.c399 from wide`;
  assert.deepEqual(await session.values(sql), [[sum, 0, WIDE - 1]]);
});

// As PostgreSQL 18 words them.
for (const [sql, error] of [
  ["select c7 from wide a join wide b on a.c1 = b.c1", '42702 column reference "c7" is ambiguous'],
  ["select c3 from (select *, 1 as c3 from wide) w", '42702 column reference "c3" is ambiguous'],
  ["select w.c3 from (select *, 1 as c3 from wide) w", '42702 column reference "c3" is ambiguous'],
  ["select c400 from wide", '42703 column "c400" does not exist'],
  ["select a.c400 from wide a, wide b", "42703 column a.c400 does not exist"],
] as const) {
  test(sql, async () => assert.equal(await session.error(sql), error));
}
