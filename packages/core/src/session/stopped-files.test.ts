// Files behind queries that end early: however a query ends, at whichever read, every file that it opened is closed,
// its memory is back, and the engine answers the next one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../common/error.ts";
import { SAMPLE_ROWS, samples } from "../format/parquet/samples.fixture.ts";
import type { ByteStore } from "../io/byte-store.ts";
import type { EngineOptions } from "./options.ts";
import { openSession } from "./session.fixture.ts";

const bytes = Buffer.from(samples["snappy"] ?? "", "base64");

/** A store of one file that counts what is open, and tells of each read before it happens. */
class CountingStore implements ByteStore {
  opened = 0;
  reads = 0;
  onRead: (signal?: AbortSignal) => Promise<void> = () => Promise.resolve();

  open(name: string): ReturnType<ByteStore["open"]> {
    this.opened++;
    let isOpen = true;
    return Promise.resolve({
      name,
      size: () => Promise.resolve(bytes.length),
      read: async (offset: number, length: number, into: Uint8Array, signal?: AbortSignal) => {
        this.reads++;
        await this.onRead(signal);
        into.set(bytes.subarray(offset, offset + length));
      },
      close: () => {
        assert.ok(isOpen, "closed twice");
        isOpen = false;
        this.opened--;
        return Promise.resolve();
      },
    });
  }

  list(pattern: string): Promise<readonly string[]> {
    return Promise.resolve([pattern]);
  }
}

const statement = "SELECT count(*) AS n FROM 'count://a' a JOIN 'count://b' b USING (i8) JOIN 'count://c' c USING (i8)";
const setups: Readonly<Record<string, EngineOptions>> = {
  "no threads": { threads: 0 },
  "one thread": { threads: 1 },
  "two threads, three partitions": { threads: 2, partitions: 3 },
  "unshared memory": { sharedMemory: false },
};

for (const [name, options] of Object.entries(setups)) {
  test(`files are closed however a query ends: ${name}`, async () => {
    const store = new CountingStore();
    const at = await openSession({ ...options, stores: { count: store } });
    try {
      assert.deepEqual(await at.values(statement), [[BigInt(SAMPLE_ROWS)]]);
      assert.equal(store.opened, 0);
      const [all, before] = [store.reads, at.usedBytes()];
      for (let last = 1; last <= all; last++) {
        for (const end of ["cancelled", "failed", "timed out"] as const) {
          store.reads = 0;
          const controller = new AbortController();
          store.onRead = (signal) => {
            if (store.reads !== last) return Promise.resolve();
            switch (end) {
              case "cancelled":
                controller.abort();
                return Promise.resolve();
              case "failed":
                return Promise.reject(new FfqError("IO", "the disk is gone"));
              case "timed out": {
                const { promise, resolve } = Promise.withResolvers<void>();
                if (signal === undefined) throw new Error("a read without a signal cannot be stopped");
                signal.addEventListener("abort", () => resolve(), { once: true });
                return promise;
              }
            }
          };
          const stop = end === "timed out" ? { timeoutMs: 20 } : { signal: controller.signal };
          const code = { cancelled: "CANCELLED", failed: "IO", "timed out": "TIMEOUT" }[end];
          await assert.rejects(at.rows(statement, stop), { code }, `${end} at read ${last}`);
          assert.equal(store.opened, 0, `${end} at read ${last} of ${all}`);
          assert.equal(at.usedBytes(), before, `${end} at read ${last} of ${all}`);
        }
      }
      store.onRead = () => Promise.resolve();
      assert.deepEqual(await at.values(statement), [[BigInt(SAMPLE_ROWS)]]);
    } finally {
      await at.close();
    }
  });
}
