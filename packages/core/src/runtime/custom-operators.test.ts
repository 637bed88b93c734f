// Operators of extensions inside plans: what they are handed, what they give, and what comes of those that misbehave.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Int32, type RecordBatch, Table, tableFromArrays, Utf8, vectorFromArray } from "apache-arrow";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { FfqError } from "../common/error.ts";
import { StageId, StateId } from "../common/ids.ts";
import type { CustomOperator } from "../operator/custom-operator.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, column, field, Numbers, number } from "./plan.fixture.ts";
import type { ResultBatch } from "./result.ts";

const int = (values: readonly (number | null)[]): RecordBatch =>
  new Table({ n: vectorFromArray([...values], new Int32()) }).batches[0] as RecordBatch;

/** Each value doubled. */
const doubled: CustomOperator = async function* ({ inputs }) {
  for await (const batch of inputs[0]?.batches ?? []) {
    yield int(Array.from(batch.getChildAt(0) ?? [], (value) => Number(value) * 2));
  }
};

function extension(name: string, inputs: readonly PhysicalPlan[], payload?: unknown): PhysicalPlan {
  return { kind: "extension", name, payload, inputs, fields: [field("n")], estimatedRows: 10 };
}

const scanOf = ({ provider }: Numbers): PhysicalPlan => ({
  kind: "scan",
  table: provider.ref,
  columns: [0],
  filters: [],
  fields: [field("x")],
  estimatedRows: 10,
});

const graphOf = (plan: PhysicalPlan): StageGraph => ({
  stages: [{ id: StageId(0), plan, partitions: 1, output: { kind: "single" }, inputs: [] }],
});

interface Setting {
  readonly name: string;
  readonly sharedMemory: boolean;
  readonly threads: number;
  readonly batchRows: number;
}

const settings: readonly Setting[] = [
  { name: "inline, unshared, batches of 63", sharedMemory: false, threads: 0, batchRows: 63 },
  { name: "inline, batches of 1", sharedMemory: true, threads: 0, batchRows: 1 },
  { name: "a thread, batches of 65", sharedMemory: true, threads: 1, batchRows: 65 },
];

async function run(
  { sharedMemory, threads, batchRows }: Setting,
  operators: Readonly<Record<string, CustomOperator>>,
  planOf: (numbers: Numbers) => PhysicalPlan,
): Promise<number[]> {
  const arena = Arena.create({ shared: sharedMemory });
  const numbers = new Numbers(arena, 200, 50);
  const held = usedBytes(arena);
  const runtime = createEmbeddedRuntime({
    memories: Memories.of(arena),
    threads,
    patienceMs: 0,
    operators: (name) => operators[name],
  });
  try {
    const stream = runtime.run(graphOf(planOf(numbers)), { tables: () => numbers.provider, batchRows });
    const values: number[] = [];
    for await (const batch of stream) values.push(...valuesOf(batch));
    return values;
  } finally {
    await runtime.close();
    assert.equal(usedBytes(arena), held, "memory of the query is left");
    numbers.release();
  }
}

function valuesOf({ rows, columns: [only] }: ResultBatch): number[] {
  return [...new Int32Array(Uint8Array.from(only?.data.subarray(0, rows * 4) ?? []).buffer)];
}

const everyTwice = Array.from({ length: 200 }, (_, value) => value * 2);

for (const setting of settings) {
  test(`rows pass through an operator: ${setting.name}`, async () => {
    const values = await run(setting, { doubled }, (numbers) => extension("doubled", [scanOf(numbers)]));
    assert.deepEqual(
      values.toSorted((one, other) => one - other),
      everyTwice,
    );
  });

  test(`operators above and below it, and in each other: ${setting.name}`, async () => {
    const values = await run(setting, { doubled }, (numbers) => ({
      kind: "filter",
      input: extension("doubled", [
        {
          kind: "filter",
          input: extension("doubled", [scanOf(numbers)]),
          predicate: call("<(int4,int4)", [column(0), number(20)], { kind: "bool" }),
          fields: [field("n")],
          estimatedRows: 1,
        },
      ]),
      predicate: call(">(int4,int4)", [column(0), number(10)], { kind: "bool" }),
      fields: [field("n")],
      estimatedRows: 1,
    }));
    assert.deepEqual(
      values.toSorted((one, other) => one - other),
      [12, 16, 20, 24, 28, 32, 36],
    );
  });
}

const [setting] = settings as readonly [Setting];

test("an operator is handed its payload, its columns and its place among the tasks", async () => {
  const seen: unknown[] = [];
  const source: CustomOperator = async function* ({ payload, inputs, fields, partition, partitions, signal }) {
    seen.push(payload, inputs.length, fields, partition, partitions, signal.aborted);
    yield int([7]);
  };
  assert.deepEqual(await run(setting, { source }, () => extension("source", [], { start: 7 })), [7]);
  assert.deepEqual(seen, [{ start: 7 }, 0, [field("n")], 0, 1, false]);
});

test("an operator that stops reading early has the rest dropped", async () => {
  const first: CustomOperator = async function* ({ inputs }) {
    for await (const batch of inputs[0]?.batches ?? []) {
      yield int([batch.numRows]);
      return;
    }
  };
  assert.deepEqual(await run(setting, { first }, (numbers) => extension("first", [scanOf(numbers)])), [50]);
});

/** Rows without end, and how many batches of them were asked for. */
function endless(asked: { batches: number }): CustomOperator {
  return async function* () {
    for (;;) {
      asked.batches++;
      yield int(Array.from({ length: 50 }, (_, at) => at));
    }
  };
}

for (const each of settings) {
  test(`an operator gives no more rows than are wanted: ${each.name}`, async () => {
    const asked = { batches: 0 };
    const limited = (): PhysicalPlan => ({
      kind: "limit",
      input: extension("endless", []),
      state: StateId(0),
      limit: 120,
      offset: 0,
      fields: [field("n")],
      estimatedRows: 120,
    });
    assert.equal((await run(each, { endless: endless(asked) }, limited)).length, 120);
    assert.ok(asked.batches < 50, `${asked.batches} batches for 120 rows`);
  });
}

test("an operator waits while nobody reads its rows", async () => {
  const asked = { batches: 0 };
  const arena = Arena.create({ shared: false });
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 0, operators: () => endless(asked) });
  const stream = runtime.run(graphOf(extension("endless", [])), { tables: () => assert.fail(), batchRows: 63 });
  const batches = stream[Symbol.asyncIterator]();
  await batches.next();
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  const before = asked.batches;
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked.batches, before);
  await batches.return?.();
  await runtime.close();
  assert.equal(usedBytes(arena), 0);
});

const refused: readonly {
  readonly name: string;
  readonly operator?: CustomOperator;
  readonly code: string;
  readonly message: string;
}[] = [
  {
    name: "an operator that is not there",
    code: "MISSING_EXTENSION",
    message: "nothing here runs the operator custom",
  },
  {
    name: "an operator that throws at once",
    operator: () => {
      throw new Error("no luck");
    },
    code: "INTERNAL",
    message: "no luck",
  },
  {
    name: "an operator that throws between rows",
    operator: async function* ({ inputs }) {
      for await (const batch of inputs[0]?.batches ?? []) {
        yield batch;
        throw new FfqError("IO", "the index is gone");
      }
    },
    code: "IO",
    message: "the index is gone",
  },
  {
    name: "columns that the plan did not announce",
    operator: async function* () {
      yield new Table({ n: vectorFromArray(["text"], new Utf8()) }).batches[0] as RecordBatch;
    },
    code: "DATA",
    message: "the operator custom gave columns (ref) instead of (i32)",
  },
  {
    name: "too many columns",
    operator: async function* () {
      yield tableFromArrays({ a: Int32Array.of(1), b: Int32Array.of(2) }).batches[0] as RecordBatch;
    },
    code: "DATA",
    message: "the operator custom gave columns (i32,i32) instead of (i32)",
  },
  {
    name: "NULL where the plan has none",
    operator: async function* () {
      yield int([1, null]);
    },
    code: "DATA",
    message: "the operator custom gave NULL in column n, which has none",
  },
];

for (const { name, operator, code, message } of refused) {
  test(`refused: ${name}`, async () => {
    const operators = operator === undefined ? {} : { custom: operator };
    const answer = run(setting, operators, (numbers) => extension("custom", [scanOf(numbers)]));
    await assert.rejects(answer, (error: FfqError) => error.code === code && error.message === message);
  });
}

const waits: readonly { readonly name: string; readonly until: (signal: AbortSignal) => Promise<unknown> }[] = [
  { name: "waits", until: (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve)) },
  { name: "hangs", until: () => new Promise(() => undefined) },
];
for (const { name, until } of waits) {
  test(`an aborted query ends an operator that ${name}`, async () => {
    const controller = new AbortController();
    const arena = Arena.create({ shared: false });
    const waiting: CustomOperator = async function* ({ signal }) {
      setTimeout(() => controller.abort(), 10);
      await until(signal);
      yield int([1]);
    };
    const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 0, operators: () => waiting });
    const stream = runtime.run(graphOf(extension("waiting", [])), {
      tables: () => assert.fail(),
      signal: controller.signal,
    });
    const read = stream[Symbol.asyncIterator]().next();
    await assert.rejects(read, (error: FfqError) => error.code === "CANCELLED");
    await runtime.close();
    assert.equal(usedBytes(arena), 0);
  });
}
