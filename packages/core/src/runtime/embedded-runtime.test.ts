// The embedded runtime over small plans: answers in order, errors, cancel, backpressure, and memory that comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import type { Clock } from "../common/clock.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, equal, filter, Numbers, number, project, single } from "./plan.fixture.ts";
import type { WorkerInput } from "./worker.ts";

const modes = [
  { threads: 0, shared: true },
  { threads: 0, shared: false },
  { threads: 1, shared: true },
  { threads: 2, shared: true },
];

const thirds = (input: Numbers) =>
  project(filter(input.scan, equal(call("%(int4,int4)", [column(0), number(7)]), number(3))), [
    call("/(int4,int4)", [column(0), number(3)]),
    column(0),
  ]);

for (const { threads, shared } of modes) {
  const mode = `${threads} threads, ${shared ? "shared" : "unshared"}`;
  for (const batchRows of [1, 63, 64, 65, 8192]) {
    test(`scan, filter, project, in order: ${mode}, ${batchRows} rows a batch`, async () => {
      const arena = Arena.create({ shared, maximumBytes: 256 << 20 });
      const numbers = new Numbers(arena, 3000, 700);
      const before = usedBytes(arena);
      const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
      const got = await collect(runtime.run(single(thirds(numbers)), { tables: () => numbers.provider, batchRows }));
      const expected = Array.from({ length: 3000 }, (_, row) => row).filter((row) => row % 7 === 3);
      assert.deepEqual(
        got,
        expected.map((row) => [Math.trunc(row / 3), row]),
      );
      assert.equal(usedBytes(arena), before);
      await runtime.close();
    });
  }
}

test("threads start when this one has worked for a while", async () => {
  const arena = Arena.create({ maximumBytes: 256 << 20 });
  const numbers = new Numbers(arena, 3000, 700);
  const timers: (() => void)[] = [];
  const clock: Clock = { now: () => 0, after: (_milliseconds, action) => ignored(timers.push(action)) };
  let [starts, time, eachAsk] = [0, 0, 0];
  const workerEntry = (workerData: WorkerInput): Worker => {
    starts++;
    return new Worker(new URL("./worker-entry.ts", import.meta.url), { workerData });
  };
  const worked = (): number => (time += eachAsk);
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 2, workerEntry, clock, worked });
  const run = async (): Promise<void> => {
    await collect(runtime.run(single(thirds(numbers)), { tables: () => numbers.provider, batchRows: 64 }));
  };
  await run();
  for (const action of timers.splice(0)) action();
  assert.equal(starts, 0, "after work that takes no time");
  eachAsk = 20;
  await run();
  assert.equal(starts, 1, "after more than 50 ms of work");
  await runtime.close();
});

const ignored = (_value: number) => (): void => {};
