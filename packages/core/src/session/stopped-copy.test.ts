// COPY that fails or is stopped while its rows are lent to the threads that encode: the file is given up, the memory of the
// query is back, and the engine writes the next one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { FfqError } from "../common/error.ts";
import type { ByteSink, ByteStore } from "../io/byte-store.ts";
import type { EngineOptions } from "./options.ts";
import { openSession } from "./session.fixture.ts";

/** A store for writing: counts files under way, and tells of each write before it happens. */
class SinkStore implements ByteStore {
  begun = 0;
  finished = 0;
  aborted = 0;
  writes = 0;
  onWrite: (write: number) => void | Promise<void> = () => {};

  open(): never {
    throw new Error("nothing is read here");
  }

  list(pattern: string): Promise<readonly string[]> {
    return Promise.resolve([pattern]);
  }

  create(): Promise<ByteSink> {
    this.begun++;
    this.writes = 0;
    let isOver = false;
    return Promise.resolve({
      write: async () => {
        await this.onWrite(++this.writes);
      },
      finish: async () => {
        isOver = true;
        this.finished++;
      },
      // Both who writes the footer and who copies give a file up.
      abort: async () => {
        if (!isOver) this.aborted++;
        isOver = true;
      },
    });
  }
}

const ROWS = 40_000;
const copyOf = (rows: string): string => `COPY (${rows}) TO 'sink://x.parquet' (FORMAT parquet, ROW_GROUP_SIZE 3000)`;
const statement = copyOf("SELECT x, 'text ' || x AS t, (x / 100.0)::numeric(12,2) AS n FROM numbers");
const failing = copyOf(`SELECT 1 / (x - ${ROWS - 10}) AS x FROM numbers`);

const setups: Readonly<Record<string, EngineOptions>> = {
  "no threads": { threads: 0 },
  "one thread": { threads: 1 },
  "two threads": { threads: 2 },
  "unshared memory": { threads: 0, sharedMemory: false },
};

for (const [name, options] of Object.entries(setups)) {
  test(`an engine is closed though a write does not end: ${name}`, { timeout: 60_000 }, async () => {
    const store = new SinkStore();
    const at = await openSession({ ...options, stores: { sink: store } });
    await at.values(`CREATE TABLE numbers AS SELECT x FROM generate_series(1, ${ROWS}) AS g(x)`);
    const stalled = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    store.onWrite = (write) => {
      if (write !== 3) return;
      begun.resolve();
      return stalled.promise;
    };
    const copy = at.values(statement);
    const ended = assert.rejects(copy, { code: "CLOSED" });
    await begun.promise;
    // Further rows come, as many as find room.
    for (let turns = 0; turns < 500; turns++) await turn();
    await at.close();
    stalled.resolve();
    await ended;
  });

  test(`nothing stays of a COPY however it ends: ${name}`, async () => {
    const store = new SinkStore();
    const at = await openSession({ ...options, stores: { sink: store } });
    const run = (sql: string, signal?: AbortSignal): Promise<unknown> =>
      at.values(sql, signal === undefined ? {} : { signal });
    try {
      await run(`CREATE TABLE numbers AS SELECT x FROM generate_series(1, ${ROWS}) g(x)`);
      await run(statement);
      assert.equal(store.finished, 1);
      const [all, before] = [store.writes, at.usedBytes()];
      assert.ok(all > 10);
      for (const last of [1, 2, 3, 7, all]) {
        store.onWrite = (write) => {
          if (write === last) throw new FfqError("IO", "the disk is full", { sqlstate: "53100" });
        };
        await assert.rejects(run(statement), { code: "IO", message: "the disk is full" });
        assert.equal(at.usedBytes(), before, `the write ${last} fails`);
        const controller = new AbortController();
        store.onWrite = (write) => {
          if (write === last) controller.abort();
        };
        // The rows may all be out by then.
        await run(statement, controller.signal).catch((error: unknown) => {
          assert.equal(FfqError.from(error).code, "CANCELLED");
        });
        assert.equal(at.usedBytes(), before, `stopped at the write ${last}`);
      }
      store.onWrite = () => {};
      await assert.rejects(run(failing), { code: "DATA", message: "division by zero" });
      assert.equal(at.usedBytes(), before, "the query fails");
      const finished = store.finished;
      await run(statement);
      assert.equal(store.writes, all);
      assert.equal(store.finished, finished + 1);
      assert.equal(store.begun, store.finished + store.aborted);
      assert.equal(at.usedBytes(), before);
    } finally {
      await at.close();
    }
  });
}
