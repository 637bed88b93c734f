// A statement's time limit and signal are looked at while it is bound, optimized and planned: nothing of it runs then.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clock } from "../common/clock.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { openSession } from "./session.fixture.ts";
import { StatementLimit } from "./statement-limit.ts";

const TIMEOUT = { code: "TIMEOUT", sqlstate: "57014", message: "canceling statement due to statement timeout" };
const CANCELLED = { code: "CANCELLED", sqlstate: "57014", message: "canceling statement due to user request" };

function clockAt(times: number[]): Clock {
  return { now: () => times.shift() ?? assert.fail("nobody asks any more"), after: () => assert.fail("nobody waits") };
}

test("time runs from the beginning, and what is left of it goes on", () => {
  const limit = new StatementLimit({ timeoutMs: 50 }, clockAt([1000, 1049.5, 1049.5, 1050, 1060]));
  limit.check();
  assert.deepEqual(limit.left, { timeoutMs: 1 });
  assert.throws(() => limit.check(), TIMEOUT);
  assert.deepEqual(limit.left, { timeoutMs: 1 });
});

test("without a limit nobody asks for the time", () => {
  const controller = new AbortController();
  const limit = new StatementLimit({ timeoutMs: 0, signal: controller.signal }, clockAt([]));
  limit.check();
  assert.deepEqual(limit.left, { timeoutMs: 0, signal: controller.signal });
  controller.abort(new Error("enough"));
  assert.throws(() => limit.check(), CANCELLED);
});

/** Where nothing may arrive. */
const never: Runtime = { run: () => assert.fail("the statement runs"), close: () => Promise.resolve() };

test("a statement whose planning takes longer than its limit does not run", async () => {
  const session = await openSession({}, { cluster: never });
  const terms = Array.from({ length: 3000 }, (_, at) => `a + ${at}`).join();
  const sql = `SELECT count(*) FROM generate_series(1, 10) AS g(a) WHERE a IN (${terms})`;
  await assert.rejects(session.rows(sql, { timeoutMs: 1 }), TIMEOUT);
  await session.rows("SET statement_timeout = '1ms'");
  await assert.rejects(session.rows(sql), TIMEOUT);
  await assert.rejects(session.rows(sql, { timeoutMs: 0 }), { message: "the statement runs" });
  await session.close();
});
