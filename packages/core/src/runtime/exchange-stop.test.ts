// Queries of several stages that end before their rows do: errors in one task of many, cancel at many moments,
// closed streams, limits; nothing is left, and nobody waits for ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { StageId, StateId } from "../common/ids.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { Partitioning } from "../physical/partitioning.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { INT8 } from "../type/logical-type.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, field, Numbers, number, project } from "./plan.fixture.ts";
import type { ResultStream } from "./result.ts";

const PARTITIONS = 3;

const read = (stage: number, fields: PhysicalPlan["fields"]): PhysicalPlan => ({
  kind: "exchange-read",
  stage: StageId(stage),
  fields,
  estimatedRows: 1,
});

const counted = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(0),
  input,
  keys: [column(0)],
  accumulators: [{ operator: "count-rows", type: INT8, distinct: false }],
  phase: "single",
  fields: [field("key"), field("count", INT8)],
  estimatedRows: 1,
});

/** `scanned` by its hash to three tasks, which do `then`, whose rows meet in the last stage, which does `last`. */
function spread(
  scanned: PhysicalPlan,
  then: (input: PhysicalPlan) => PhysicalPlan = (input) => input,
  last: (input: PhysicalPlan) => PhysicalPlan = (input) => input,
): StageGraph {
  const single: Partitioning = { kind: "single" };
  const middle = then(read(0, scanned.fields));
  return {
    stages: [
      {
        id: StageId(0),
        plan: scanned,
        partitions: PARTITIONS,
        output: { kind: "hash", keys: [column(0)], partitions: PARTITIONS },
        inputs: [],
      },
      { id: StageId(1), plan: middle, partitions: PARTITIONS, output: single, inputs: [StageId(0)] },
      { id: StageId(2), plan: last(read(1, middle.fields)), partitions: 1, output: single, inputs: [StageId(1)] },
    ],
  };
}

const limited = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "limit",
  state: StateId(1),
  input,
  limit: 10,
  offset: 0,
  fields: input.fields,
  estimatedRows: 10,
});

/** Fails at row 40000. */
const failing = (numbers: Numbers): PhysicalPlan =>
  project(numbers.scan, [call("/(int4,int4)", [number(1), call("-(int4,int4)", [column(0), number(40_000)])])]);

/** Rows of half a kilobyte: far more of them than queues hold. */
const wide = (numbers: Numbers): PhysicalPlan =>
  project(numbers.scan, [
    column(0),
    ...Array.from({ length: 120 }, () => call("+(int4,int4)", [column(0), number(1)])),
  ]);

interface Bench {
  readonly arena: Arena;
  readonly numbers: Numbers;
  readonly baseline: number;
  run(graph: StageGraph, signal?: AbortSignal): ResultStream;
}

async function withBench(threads: number, action: (bench: Bench) => Promise<void>): Promise<void> {
  const arena = Arena.create({ maximumBytes: 512 << 20 });
  const numbers = new Numbers(arena, 200_000, 1000);
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads, patienceMs: 0 });
  const baseline = usedBytes(arena);
  const run: Bench["run"] = (graph, signal) =>
    runtime.run(graph, { tables: () => numbers.provider, ...(signal === undefined ? {} : { signal }) });
  try {
    if (threads > 0) for (let round = 0; round < 4; round++) await collect(run(spread(numbers.scan)));
    numbers.given = 0;
    await action({ arena, numbers, baseline, run });
    assert.equal(usedBytes(arena), baseline);
  } finally {
    await runtime.close();
  }
}

for (const threads of [0, 1, 2]) {
  const mode = `${threads} threads`;

  test(`an error in one task of many: ${mode}`, () =>
    withBench(threads, async ({ run, numbers }) => {
      for (const graph of [spread(failing(numbers)), spread(failing(numbers), counted)]) {
        await assert.rejects(collect(run(graph)), { code: "DATA", sqlstate: "22012" });
      }
      assert.equal((await collect(run(spread(numbers.scan, counted)))).length, 200_000);
    }));

  test(`cancelled at many moments: ${mode}`, () =>
    withBench(threads, async ({ run, numbers, arena, baseline }) => {
      for (const wait of [0, 1, 2, 5, 10, 20, 40]) {
        const controller = new AbortController();
        const running = collect(run(spread(numbers.scan, counted), controller.signal)).catch((error: unknown) => error);
        await sleep(wait);
        controller.abort();
        await running;
        assert.equal(usedBytes(arena), baseline, `after ${wait} ms`);
      }
    }));

  test(`a closed stream: ${mode}`, () =>
    withBench(threads, async ({ run, numbers, arena, baseline }) => {
      for await (const batch of run(spread(numbers.scan))) {
        assert.ok(batch.rows > 0);
        break;
      }
      assert.equal(usedBytes(arena), baseline);
    }));

  test(`a limit in the last stage ends those before it: ${mode}`, () =>
    withBench(threads, async ({ run, numbers }) => {
      assert.equal((await collect(run(spread(wide(numbers), undefined, limited)))).length, 10);
      assert.ok(numbers.given < 200, `${numbers.given} of 200 morsels were read`);
    }));

  test(`a limit in a stage between ends the one before it: ${mode}`, () =>
    withBench(threads, async ({ run, numbers }) => {
      assert.equal((await collect(run(spread(wide(numbers), limited)))).length, 10 * PARTITIONS);
      assert.ok(numbers.given < 200, `${numbers.given} of 200 morsels were read`);
    }));

  test(`who does not read holds all stages up: ${mode}`, () =>
    withBench(threads, async ({ run, numbers }) => {
      const rows = run(spread(wide(numbers)))[Symbol.asyncIterator]();
      await rows.next();
      for (let before = -1; before !== numbers.given; ) {
        before = numbers.given;
        await sleep(150);
      }
      assert.ok(numbers.given < 200, `${numbers.given} of 200 morsels were read`);
      await rows.return?.();
    }));
}
