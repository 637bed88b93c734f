// How queries end before their rows do: errors, cancel, timeouts, closed streams and engines, dead workers; and
// what is left then (nothing), and that other queries go on.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { usedBytes, withLock } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { StateId } from "../common/ids.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT8 } from "../type/logical-type.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, field, filter, Numbers, number, project, single } from "./plan.fixture.ts";
import type { ResultStream } from "./result.ts";
import type { Runtime } from "./runtime.ts";
import type { WorkerInput } from "./worker.ts";

/** Every pair of rows whose sum is negative: none, after a long time. */
const endless = (numbers: Numbers): PhysicalPlan => ({
  kind: "nested-loop-join",
  state: StateId(0),
  join: "inner",
  probe: numbers.scan,
  build: numbers.scan,
  predicate: call("<(int4,int4)", [call("+(int4,int4)", [column(0), column(1)]), number(0)], BOOL),
  fields: [field("a"), field("b")],
  estimatedRows: 1,
});

const groups = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(1),
  input,
  keys: [column(0)],
  accumulators: [{ operator: "count-rows", type: INT8, distinct: false }],
  phase: "single",
  fields: [field("key"), field("count", INT8)],
  estimatedRows: 10,
});

const sorted = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "sort",
  state: StateId(2),
  input,
  keys: [{ expr: column(0), descending: true, nullsFirst: true }],
  fields: input.fields,
  estimatedRows: 1,
});

/** Fails at the row whose value is 4000. */
const failing = (input: PhysicalPlan): PhysicalPlan =>
  project(input, [call("/(int4,int4)", [number(1), call("-(int4,int4)", [column(0), number(4000)])])]);

/** Runs queries until the threads do the work: before that the caller's thread stands in. */
async function warmUp(runtime: Runtime, numbers: Numbers): Promise<void> {
  const until = performance.now() + 300;
  while (performance.now() < until) {
    await collect(runtime.run(single(numbers.scan), { tables: () => numbers.provider }));
  }
}

interface Bench {
  readonly arena: Arena;
  readonly runtime: Runtime;
  readonly numbers: Numbers;
  readonly baseline: number;
  run(plan: PhysicalPlan, options?: Partial<Parameters<Runtime["run"]>[1]>): ResultStream;
}

async function withBench(
  { threads, atHand = false }: { readonly threads: number; readonly atHand?: boolean },
  action: (bench: Bench) => Promise<void>,
): Promise<void> {
  const arena = Arena.create({ maximumBytes: 512 << 20 });
  const numbers = new Numbers(arena, 100_000, 5000, atHand);
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
  const baseline = usedBytes(arena);
  try {
    if (threads > 0) await warmUp(runtime, numbers);
    await action({
      arena,
      runtime,
      numbers,
      baseline,
      run: (plan, options) => runtime.run(single(plan), { tables: () => numbers.provider, ...options }),
    });
    assert.equal(usedBytes(arena), baseline);
  } finally {
    await runtime.close();
  }
}

for (const how of [
  { threads: 0, atHand: false },
  { threads: 1, atHand: false },
  // A thread is sent the plan as a whole.
  { threads: 1, atHand: true },
  { threads: 2, atHand: false },
]) {
  const { threads } = how;
  const mode = `${threads} threads${how.atHand ? ", rows at hand" : ""}`;

  test(`an error ends the query with its code and frees everything: ${mode}`, () =>
    withBench(how, async ({ run, numbers, arena, baseline }) => {
      await assert.rejects(collect(run(failing(numbers.scan))), {
        code: "DATA",
        sqlstate: "22012",
        message: "division by zero",
      });
      assert.equal(usedBytes(arena), baseline);
      assert.equal((await collect(run(numbers.scan))).length, 100_000);
    }));

  test(`an error under a breaker: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      await assert.rejects(collect(run(groups(failing(numbers.scan)))), { sqlstate: "22012" });
    }));

  test(`an error above a breaker, while its state is read: ${mode}`, () =>
    withBench(how, async ({ run, numbers, arena, baseline }) => {
      for (const breaker of [groups, sorted]) {
        await assert.rejects(collect(run(failing(breaker(numbers.scan)))), { sqlstate: "22012" });
        assert.equal(usedBytes(arena), baseline);
      }
    }));

  test(`a signal stops a running query within 100 ms: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      const controller = new AbortController();
      const running = collect(run(endless(numbers), { signal: controller.signal }));
      await sleep(150);
      const start = performance.now();
      controller.abort();
      await assert.rejects(running, { code: "CANCELLED", sqlstate: "57014" });
      const took = performance.now() - start;
      assert.ok(took < 400, `took ${took} ms`);
      assert.equal((await collect(run(groups(numbers.scan)))).length, 100_000);
    }));

  test(`a signal that is aborted already: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      await assert.rejects(collect(run(numbers.scan, { signal: AbortSignal.abort() })), { code: "CANCELLED" });
    }));

  test(`a timeout: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      await assert.rejects(collect(run(endless(numbers), { timeoutMs: 50 })), {
        code: "TIMEOUT",
        message: "canceling statement due to statement timeout",
      });
    }));

  test(`a memory limit: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      await assert.rejects(collect(run(groups(numbers.scan), { memoryLimit: 1 << 18 })), {
        code: "MEMORY_LIMIT",
        sqlstate: "53200",
      });
    }));

  test(`who leaves the stream early ends the query: ${mode}`, () =>
    withBench(how, async ({ run, numbers, arena, baseline }) => {
      for await (const batch of run(numbers.scan, { batchRows: 64 })) {
        assert.ok(batch.rows > 0);
        break;
      }
      assert.equal(usedBytes(arena), baseline);
      const stream = run(numbers.scan);
      await stream.close();
      await stream.close();
      assert.deepEqual(await collect(stream), []);
    }));

  test(`who does not read holds the workers up: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      const before = numbers.given;
      const rows = run(project(numbers.scan, [column(0)]), { batchRows: 100 })[Symbol.asyncIterator]();
      await rows.next();
      await sleep(100);
      const given = numbers.given - before;
      if (!how.atHand) assert.ok(given <= 2 + 2 * Math.max(1, threads) * 4, `${given} of 20 morsels were read`);
      await rows.return?.();
    }));

  test(`two queries share the threads: ${mode}`, () =>
    withBench(how, async ({ run, numbers }) => {
      const controller = new AbortController();
      const long = collect(run(endless(numbers), { signal: controller.signal }));
      await sleep(50);
      const short = await collect(run(filter(numbers.scan, call("<(int4,int4)", [column(0), number(7)], BOOL))));
      assert.equal(short.length, 7);
      controller.abort();
      await assert.rejects(long, { code: "CANCELLED" });
    }));

  test(`cancelled at many moments, nothing is left: ${mode}`, () =>
    withBench(how, async ({ run, numbers, arena, baseline }) => {
      for (const breaker of [groups, sorted]) {
        for (const wait of [0, 1, 2, 3, 5, 8, 13, 21]) {
          const controller = new AbortController();
          const running = collect(run(breaker(numbers.scan), { signal: controller.signal, batchRows: 256 })).catch(
            (error: unknown) => error,
          );
          await sleep(wait);
          controller.abort();
          await running;
          assert.equal(usedBytes(arena), baseline, `after ${wait} ms`);
        }
      }
    }));

  test(`closing the runtime ends its queries: ${mode}`, () =>
    withBench(how, async ({ run, runtime, numbers }) => {
      const running = assert.rejects(collect(run(endless(numbers))), { code: "CLOSED" });
      await sleep(30);
      await runtime.close();
      await running;
      await runtime.close();
      assert.throws(() => run(numbers.scan), { code: "CLOSED" });
    }));
}

test("an inline query lets the event loop turn at least every 10 ms", () =>
  withBench({ threads: 0 }, async ({ run, numbers }) => {
    const running = collect(run(endless(numbers), { timeoutMs: 400 })).catch((error: unknown) => error);
    // The time that this thread itself worked: a busy machine makes the clock run on, not this.
    const worked = (): number => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    };
    const turns: number[] = [];
    const controller = new AbortController();
    void running.then(() => controller.abort());
    for (let last = worked(); !controller.signal.aborted; ) {
      await new Promise(setImmediate);
      const now = worked();
      turns.push(now - last);
      last = now;
    }
    turns.sort((left, right) => left - right);
    const most = turns[Math.floor(turns.length * 0.95)] as number;
    assert.ok(most < 10, `the slowest twentieth of ${turns.length} turns took ${most} ms or more`);
  }));

test("threads refuse memory that they cannot share", () => {
  const arena = Arena.create({ shared: false, maximumBytes: 16 << 20 });
  assert.throws(() => createEmbeddedRuntime({ memories: Memories.of(arena), threads: 2 }), { code: "CONFIG" });
});

test("a worker that dies fails its queries, and is replaced", async () => {
  const arena = Arena.create({ maximumBytes: 256 << 20 });
  const numbers = new Numbers(arena, 100_000, 5000);
  const workers: Worker[] = [];
  const workerEntry = (workerData: WorkerInput): Worker => {
    const worker = new Worker(new URL("./worker-entry.ts", import.meta.url), { workerData });
    workers.push(worker);
    return worker;
  };
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 1, workerEntry, patienceMs: 0 });
  const baseline = usedBytes(arena);
  const options = { tables: () => numbers.provider };
  while (workers.length === 0) await collect(runtime.run(single(numbers.scan), options));
  await once(workers[0] as Worker, "message");
  const running = assert.rejects(collect(runtime.run(single(endless(numbers)), options)), {
    code: "INTERNAL",
    message: "a worker thread ended with code 1",
  });
  await sleep(100);
  // Not in the middle of a change of the heap, which would be lost with it.
  const ended = withLock(arena, () => {
    const ending = workers[0]?.terminate();
    const start = performance.now();
    while (performance.now() - start < 50) {
      // Ending takes effect at its next step.
    }
    return ending;
  });
  await ended;
  await running;
  assert.equal(usedBytes(arena), baseline);
  assert.equal((await collect(runtime.run(single(numbers.scan), options))).length, 100_000);
  assert.equal(workers.length, 2);
  await runtime.close();
});
