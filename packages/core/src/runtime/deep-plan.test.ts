// Expressions that nest more deeply than a message to a thread may: this thread works then.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { StateId } from "../common/ids.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, Numbers, number, project, single } from "./plan.fixture.ts";
import type { WorkerInput } from "./worker.ts";

const sorted = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "sort",
  state: StateId(0),
  input,
  keys: [{ expr: column(0), descending: false, nullsFirst: false }],
  fields: input.fields,
  estimatedRows: 1,
});

test("thousands of additions in each other, with a thread that is ready", async () => {
  const arena = Arena.create({ maximumBytes: 256 << 20 });
  const numbers = new Numbers(arena, 100_000, 5000);
  const workers: Worker[] = [];
  const workerEntry = (workerData: WorkerInput): Worker => {
    const worker = new Worker(new URL("./worker-entry.ts", import.meta.url), { workerData });
    workers.push(worker);
    return worker;
  };
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 1, workerEntry });
  const options = { tables: () => numbers.provider };
  while (workers.length === 0) await collect(runtime.run(single(numbers.scan), options));
  await once(workers[0] as Worker, "message");
  const depth = 3000;
  let sum = call("+(int4,int4)", [column(0), number(1)]);
  for (let level = 1; level < depth; level++) sum = call("+(int4,int4)", [sum, number(1)]);
  // Such as is sent and such as is not, in one engine; pipeline by pipeline, and all of a plan at once.
  const atHand = new Numbers(arena, 100_000, 5000, true);
  for (const { scan, provider } of [numbers, atHand]) {
    for (const [expr, more] of [
      [sum, depth],
      [call("+(int4,int4)", [column(0), number(1)]), 1],
    ] as const) {
      for (const plan of [project(scan, [expr]), sorted(project(scan, [expr]))]) {
        const got = await collect(runtime.run(single(plan), { tables: () => provider }));
        assert.deepEqual(
          got.map(([value]) => value),
          Array.from({ length: 100_000 }, (_, row) => row + more),
        );
      }
    }
  }
  await runtime.close();
});
