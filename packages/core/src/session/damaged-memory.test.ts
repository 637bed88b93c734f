// A kernel that traps may have written anywhere before: what runs ends, and what comes is refused; nothing hangs, and no
// answer is read from what may be damaged. The traps are real: a value in memory is made to say that it is longer than
// the memory, and a kernel reads it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Memories } from "../arena/memories.ts";
import { takeArena } from "../arena/spare-arena.ts";
import { KernelHost } from "../ir/kernel-host.ts";
import type { EngineOptions } from "./options.ts";
import { openSession, type TestSession } from "./session.fixture.ts";

const MOST = 64 << 20;
const LENGTH = 4321;

async function withTable(options: EngineOptions, body: (at: TestSession) => Promise<void>): Promise<void> {
  const memories = Memories.create({ shared: options.sharedMemory ?? true, maximumBytes: MOST });
  const at = await openSession(options, { memories });
  try {
    await at.rows(`CREATE TABLE t AS SELECT repeat('é', ${LENGTH}) AS s FROM generate_series(1, 3)`);
    await body(at);
  } finally {
    await at.session.local.close();
    memories.giveBack();
    const spare = takeArena(options.sharedMemory ?? true);
    assert.notEqual(spare, memories.first);
  }
}

/** Every ref to a text of the table: it is longer than all of the memory from now on. */
function damage({ session }: TestSession): void {
  let found = 0;
  for (const arena of session.memories.all) {
    const { u32 } = arena.view();
    for (let at = 1; at < u32.length; at++) {
      if (u32[at] !== 2 * LENGTH || (u32[at - 1] as number) < 524_288) continue;
      u32[at] = 0x7fffffff;
      found++;
    }
  }
  assert.ok(found >= 3, String(found));
}

const TRAP = /^XX000 memory access out of bounds$/;
const REFUSED = /^XX000 the engine's memory may be damaged since a statement failed: memory access out of bounds$/;

const setups: readonly EngineOptions[] = [
  { threads: 0 },
  { threads: 0, sharedMemory: false },
  { threads: 2 },
  { threads: 2, partitions: 2, smallInputRows: 0 },
];

for (const options of setups) {
  test(`after a trap statements are refused: ${JSON.stringify(options)}`, { timeout: 20_000 }, () =>
    withTable(options, async (at) => {
      assert.deepEqual(await at.values("SELECT sum(length(s))::int FROM t"), [[3 * LENGTH]]);
      damage(at);
      // What is seen before it is read does no harm.
      assert.match(await at.error("SELECT sum(length(s || 'a')) FROM t"), /^54000 /);
      assert.match(await at.error("SELECT sum(length(s)) FROM t"), TRAP);
      for (const sql of ["SELECT 1 AS one FROM t", "SELECT sum(length(s)) FROM t", "INSERT INTO t VALUES ('a')"])
        assert.match(await at.error(sql), REFUSED, sql);
    }),
  );

  test(`what runs beside a trap ends by it: ${JSON.stringify(options)}`, { timeout: 20_000 }, () =>
    withTable(options, async (at) => {
      const endless = at.error("SELECT count(*) FROM generate_series(1, 100000000000) AS g(i) WHERE i % 7 = 8");
      await new Promise((resolve) => setTimeout(resolve, 50));
      damage(at);
      assert.match(await at.error("SELECT sum(length(s)) FROM t"), TRAP);
      assert.match(await endless, REFUSED);
    }),
  );
}

test("a constant that traps does not end the engine", { timeout: 20_000 }, () =>
  withTable({ threads: 0 }, async (at) => {
    const { call } = KernelHost.prototype;
    try {
      KernelHost.prototype.call = () => {
        throw new WebAssembly.RuntimeError("unreachable");
      };
      assert.match(
        await at.error("SELECT upper('a') AS a FROM t"),
        /^XX000 a constant could not be computed: unreachable$/,
      );
    } finally {
      KernelHost.prototype.call = call;
    }
    assert.deepEqual(await at.values("SELECT upper('a') AS a FROM t LIMIT 1"), [["A"]]);
  }),
);
