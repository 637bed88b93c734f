// Build sides and windows that are large enough for several threads to finish them, through the runtime: what they give, what an
// error in one thread's share does, and that all memory comes back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Memories } from "../arena/memories.ts";
import { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT8 } from "../type/logical-type.ts";
import { createEmbeddedRuntime } from "./embedded-runtime.ts";
import { call, collect, column, field, filter, Numbers, number, single } from "./plan.fixture.ts";

const ROWS = 150_000;

/** Rows of the numbers joined with themselves by equal `key`, counted. */
const counted = (numbers: Numbers, key: PhysicalExpr, probe: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(1),
  input: {
    kind: "hash-join",
    state: StateId(0),
    join: "inner",
    probe,
    build: numbers.scan,
    keys: [{ probe: key, build: key, nullsEqual: false }],
    fields: [field("probe"), field("build")],
    estimatedRows: ROWS,
  },
  keys: [],
  accumulators: [{ operator: "count-rows", type: INT8, distinct: false }],
  phase: "single",
  fields: [field("count", INT8)],
  estimatedRows: 1,
});

/** The numbers modulo 1000, numbered within each residue downwards: the greatest and the sum of all. */
const numbered = (numbers: Numbers): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(3),
  input: {
    kind: "window",
    state: StateId(2),
    input: numbers.scan,
    partitionBy: [call("%(int4,int4)", [column(0), number(1000)])],
    orderBy: [{ expr: column(0), descending: true, nullsFirst: false }],
    steps: [{ kind: "row-number", type: INT8 }],
    fields: [field("x"), field("place", INT8)],
    estimatedRows: ROWS,
  },
  keys: [],
  accumulators: [
    { operator: "count-rows", type: INT8, distinct: false },
    { operator: "max", input: column(1, INT8), type: INT8, distinct: false },
  ],
  phase: "single",
  fields: [field("count", INT8), field("places", INT8)],
  estimatedRows: 1,
});

const few = (input: PhysicalPlan): PhysicalPlan => filter(input, call("<(int4,int4)", [column(0), number(1000)], BOOL));

test("several threads finish build sides and windows", async () => {
  const arena = Arena.create({ maximumBytes: 512 << 20 });
  const numbers = new Numbers(arena, ROWS, 5000);
  const runtime = createEmbeddedRuntime({ memories: Memories.of(arena), threads: 3, patienceMs: 0 });
  const baseline = usedBytes(arena);
  const run = (plan: PhysicalPlan) => collect(runtime.run(single(plan), { tables: () => numbers.provider }));
  try {
    const until = performance.now() + 300;
    while (performance.now() < until) await run(numbers.scan);
    // An array; a hashed table, whose keys are far apart; a hashed table of equal keys.
    assert.deepEqual(await run(counted(numbers, column(0), numbers.scan)), [[ROWS]]);
    assert.deepEqual(await run(counted(numbers, call("*(int4,int4)", [column(0), number(7919)]), numbers.scan)), [
      [ROWS],
    ]);
    const fifth = call("*(int4,int4)", [call("/(int4,int4)", [column(0), number(5)]), number(60_000)]);
    assert.deepEqual(await run(counted(numbers, fifth, few(numbers.scan))), [[5000]]);
    assert.deepEqual(await run(numbered(numbers)), [[ROWS, ROWS / 1000]]);
    assert.equal(usedBytes(arena), baseline);
    // The key of one row cannot be made: the thread whose share it is in fails, and ends the others.
    const failing = call("/(int4,int4)", [number(1), call("-(int4,int4)", [column(0), number(140_000)])]);
    const failed = run(counted(numbers, failing, few(numbers.scan)));
    await assert.rejects(failed, { code: "DATA", sqlstate: "22012", message: "division by zero" });
    assert.equal(usedBytes(arena), baseline);
    assert.deepEqual(await run(counted(numbers, column(0), few(numbers.scan))), [[1000]]);
  } finally {
    await runtime.close();
  }
  numbers.release();
});
