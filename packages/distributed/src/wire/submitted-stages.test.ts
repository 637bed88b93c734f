// What the coordinator is told of stages: their shapes, what they need, whether they can be run again.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CALL_FUNCTIONS,
  type PhysicalAccumulator,
  type PhysicalExpr,
  type PhysicalPlan,
  type Stage,
  StageId,
  StateId,
} from "@ffq/core/physical";
import { decodeStage } from "./stage.ts";
import { isRepeatable, type PlanFacts, requiredCapabilities, submittedStages } from "./submitted-stages.ts";

const int4 = { kind: "int4" } as const;
const float8 = { kind: "float8" } as const;
const node = { fields: [], estimatedRows: 1 } as const;
const column: PhysicalExpr = { kind: "input", index: 0, type: int4 };
const call = (overload: string): PhysicalExpr => ({ kind: "call", overload, args: [column], type: int4 });

const scan = (provider = "parquet", filters: readonly PhysicalExpr[] = []): PhysicalPlan => ({
  ...node,
  kind: "scan",
  table: { provider, name: "t", spec: {} },
  columns: [0],
  filters,
});

const filesOf = (...files: readonly string[]): PhysicalPlan => ({
  ...node,
  kind: "scan",
  table: { provider: "parquet", name: "t", spec: { files } },
  columns: [],
  filters: [],
});

const stageOf = (plan: PhysicalPlan, output: Stage["output"] = { kind: "single" }): Stage => ({
  id: StageId(4),
  plan,
  partitions: 3,
  output,
  inputs: [StageId(1)],
});

function aggregate(parts: Partial<PhysicalAccumulator>): PhysicalPlan {
  const accumulator: PhysicalAccumulator = { operator: "sum", input: column, type: int4, distinct: false, ...parts };
  return {
    ...node,
    kind: "hash-aggregate",
    state: StateId(1),
    input: scan(),
    keys: [column],
    accumulators: [accumulator],
    phase: "single",
  };
}

const facts: PlanFacts = { isVolatile: (overload) => overload === "random()" };

const calling = (input: PhysicalPlan, ...overloads: readonly string[]): PhysicalPlan => ({
  ...node,
  kind: "extension",
  name: CALL_FUNCTIONS,
  payload: { calls: overloads.map((overload) => ({ overload, args: [0] })) },
  inputs: [input],
});

test("shapes: how many tasks, from where, into how many partitions; the plan itself encoded", () => {
  const outputs: readonly (readonly [Stage["output"], number])[] = [
    [{ kind: "single" }, 1],
    [{ kind: "hash", keys: [column], partitions: 7 }, 7],
    [{ kind: "broadcast", partitions: 5 }, 5],
  ];
  for (const [output, partitions] of outputs) {
    const stage = stageOf(scan(), output);
    const [submitted] = submittedStages({ stages: [stage] }, facts);
    assert.ok(submitted !== undefined);
    const { plan, ...shape } = submitted;
    assert.deepEqual(shape, {
      id: 4,
      partitions: 3,
      inputs: [1],
      outputPartitions: partitions,
      requiredCapabilities: [],
      repeatable: true,
    });
    assert.deepEqual(decodeStage(plan), stage);
  }
});

const needs: readonly { readonly name: string; readonly stage: Stage; readonly names: readonly string[] }[] = [
  {
    name: "core's own parts",
    stage: stageOf({ ...node, kind: "filter", input: scan(), predicate: call("abs(int4)") }),
    names: [],
  },
  { name: "another table provider", stage: stageOf(scan("qdrant")), names: ["provider:qdrant"] },
  {
    name: "files elsewhere",
    stage: stageOf({ ...node, kind: "union-all", inputs: [filesOf("/a", "s3://b/c"), filesOf("S3://d", "file:///e")] }),
    names: ["store:s3"],
  },
  {
    name: "functions of the program, each once",
    stage: stageOf(calling(calling(scan(), "my_f(int4)"), "my_g(int4)", "my_f(int4)")),
    names: ["function:my_f(int4)", "function:my_g(int4)"],
  },
  {
    name: "an extension's operator, below others",
    stage: stageOf({
      ...node,
      kind: "filter",
      predicate: column,
      input: { ...node, kind: "extension", name: "knn", payload: {}, inputs: [scan("qdrant")] },
    }),
    names: ["operator:knn", "provider:qdrant"],
  },
];

for (const { name, stage, names } of needs) {
  test(`capabilities: ${name}`, () => assert.deepEqual(requiredCapabilities(stage), names));
}

const keys = [{ expr: column, descending: false, nullsFirst: false }];

const repeats: readonly { readonly name: string; readonly plan: PhysicalPlan; readonly repeatable: boolean }[] = [
  { name: "a scan", plan: scan(), repeatable: true },
  {
    name: "a filter",
    plan: { ...node, kind: "filter", input: scan(), predicate: call("abs(int4)") },
    repeatable: true,
  },
  { name: "a volatile filter", plan: scan("parquet", [call("random()")]), repeatable: false },
  { name: "a program's function", plan: calling(scan(), "my_f(int4)"), repeatable: false },
  { name: "a whole sort", plan: { ...node, kind: "sort", state: StateId(1), input: scan(), keys }, repeatable: true },
  {
    name: "the top of a sort",
    plan: { ...node, kind: "sort", state: StateId(1), input: scan(), keys, limit: 9 },
    repeatable: false,
  },
  {
    name: "some rows",
    plan: { ...node, kind: "limit", state: StateId(1), input: scan(), limit: 9, offset: 0 },
    repeatable: false,
  },
  {
    name: "one row of each key",
    plan: { ...node, kind: "distinct-on", input: scan(), keys: [column] },
    repeatable: false,
  },
  {
    name: "windows",
    plan: { ...node, kind: "window", state: StateId(1), input: scan(), partitionBy: [], orderBy: [], steps: [] },
    repeatable: false,
  },
  {
    name: "an extension",
    plan: { ...node, kind: "extension", name: "x", payload: null, inputs: [] },
    repeatable: false,
  },
  { name: "a sum of whole numbers", plan: aggregate({}), repeatable: true },
  {
    name: "a sum of doubles",
    plan: aggregate({ input: { ...column, type: float8 } as PhysicalExpr, type: float8 }),
    repeatable: false,
  },
  { name: "a twofold sum", plan: aggregate({ operator: "twofold-sum" }), repeatable: false },
  { name: "any value", plan: aggregate({ operator: "first" }), repeatable: false },
  { name: "the least double", plan: aggregate({ operator: "min", type: float8 }), repeatable: true },
];

for (const { name, plan, repeatable } of repeats) {
  test(`${repeatable ? "" : "not "}repeatable: ${name}`, () => {
    assert.equal(isRepeatable(stageOf(plan), facts), repeatable);
    const above: PhysicalPlan = { ...node, kind: "union-all", inputs: [scan(), plan] };
    assert.equal(isRepeatable(stageOf(above), facts), repeatable);
  });
}
