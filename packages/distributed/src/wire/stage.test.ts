// Plans over the wire: random ones come back as they were, deep ones do not overflow, and what this version does
// not write is refused by name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  childrenOf,
  type FfqError,
  type PhysicalExpr,
  type PhysicalPlan,
  type Stage,
  StageId,
} from "@ffq/core/physical";
import { StageSchema, type Stage as WireStage } from "../gen/ffq/plan/v1/plan_pb.ts";
import { PLAN_VERSION } from "./plan-version.ts";
import { RandomPlans } from "./random-plan.fixture.ts";
import { decodeStage, type EncodedStage, encodeStage } from "./stage.ts";

test("a stage comes back as it was, whatever it holds", () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 400; seed++) {
    const stage = new RandomPlans(seed).stage();
    assert.deepStrictEqual(decodeStage(encodeStage(stage)), stage, `seed ${seed}`);
    const stack = [stage.plan];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      seen.add(node.kind);
      stack.push(...childrenOf(node));
    }
  }
  assert.equal(seen.size, 20, [...seen].join(" ")); // every kind of operator was among them
});

test("the same stage gives the same bytes", () => {
  const bytes = (): EncodedStage => encodeStage(new RandomPlans(7).stage());
  assert.deepStrictEqual(bytes(), bytes());
});

const int4 = { kind: "int4" } as const;
const leaf: PhysicalPlan = { kind: "values", rows: [], fields: [], estimatedRows: 0 };

function stageOf(plan: PhysicalPlan): Stage {
  return { id: StageId(1), plan, partitions: 1, output: { kind: "single" }, inputs: [] };
}

function filterBy(predicate: PhysicalExpr): Stage {
  return stageOf({ kind: "filter", input: leaf, predicate, fields: [], estimatedRows: 0 });
}

const LEVELS = 50_000;

test("an expression of many levels", () => {
  let deep: PhysicalExpr = { kind: "input", index: 0, type: int4 };
  for (let level = 0; level < LEVELS; level++) {
    deep = {
      kind: "call",
      overload: "add(int4,int4)",
      args: [deep, { kind: "input", index: 1, type: int4 }],
      type: int4,
    };
  }
  const { plan } = decodeStage(encodeStage(filterBy(deep)));
  assert.equal(plan.kind, "filter");
  let depth = 0;
  let expr: PhysicalExpr | undefined = plan.kind === "filter" ? plan.predicate : undefined;
  for (; expr?.kind === "call"; expr = expr.args[0]) depth++;
  assert.equal(depth, LEVELS);
});

test("a plan of many levels", () => {
  let deep: PhysicalPlan = leaf as PhysicalPlan;
  for (let level = 0; level < LEVELS; level++) {
    deep = { kind: "union-all", inputs: [deep], fields: [], estimatedRows: 0 };
  }
  let { plan }: { plan: PhysicalPlan | undefined } = decodeStage(encodeStage(stageOf(deep)));
  let depth = 0;
  for (; plan?.kind === "union-all"; plan = plan.inputs[0]) depth++;
  assert.equal(depth, LEVELS);
});

test("an expression that is shared is sent once and stays shared", () => {
  let shared: PhysicalExpr = { kind: "input", index: 0, type: int4 };
  for (let level = 0; level < 60; level++) {
    shared = { kind: "call", overload: "add(int4,int4)", args: [shared, shared], type: int4 };
  }
  const bytes = encodeStage(filterBy(shared));
  assert.ok(bytes.length < 4000, `${bytes.length} bytes`);
  const { plan } = decodeStage(bytes);
  const predicate = plan.kind === "filter" ? plan.predicate : undefined;
  assert.ok(predicate?.kind === "call" && predicate.args[0] === predicate.args[1]);
});

interface Refusal {
  readonly name: string;
  readonly change: (stage: WireStage) => void;
  readonly message: RegExp;
}

const bool = (stage: WireStage): WireStage["exprs"][number] => stage.exprs.at(-1) as WireStage["exprs"][number];

const refusals: readonly Refusal[] = [
  {
    name: "another version",
    change: (stage) => (stage.version = PLAN_VERSION + 1),
    message: /^the plan has version \d+, and only version \d+ is read here$/,
  },
  { name: "no version", change: (stage) => (stage.version = 0), message: /^the plan has version 0/ },
  {
    name: "an expression of no known kind",
    change: (stage) => (bool(stage).kind = { case: undefined }),
    message: /a condition of type|no known kind/,
  },
  {
    name: "an operator of no known kind",
    change: (stage) => ((stage.nodes.at(-1) as WireStage["nodes"][number]).kind = { case: undefined }),
    message: /an operator is of no known kind$/,
  },
  {
    name: "a type of no known kind",
    change: (stage) => ((bool(stage).type as { kind: number }).kind = 99),
    message: /type 99 is not known here$/,
  },
  {
    name: "an expression that names itself",
    change: (stage) => (bool(stage).kind = { case: "not", value: stage.exprs.length - 1 }),
    message: /expression \d+ does not stand before what names it$/,
  },
  {
    name: "an expression that is not there",
    change: (stage) => (bool(stage).kind = { case: "isNull", value: 4_000_000_000 }),
    message: /expression 4000000000 does not stand before/,
  },
  { name: "no plan", change: (stage) => (stage.nodes = []), message: /a stage's plan is missing$/ },
  { name: "no output", change: (stage) => delete stage.output, message: /a partitioning is of no known kind$/ },
];

for (const { name, change, message } of refusals) {
  test(`refused: ${name}`, () => {
    const predicate: PhysicalExpr = {
      kind: "not",
      input: { kind: "constant", value: true, type: { kind: "bool" } },
      type: { kind: "bool" },
    };
    const wire = fromBinary(StageSchema, encodeStage(filterBy(predicate)));
    change(wire);
    assert.throws(
      () => decodeStage(toBinary(StageSchema, wire) as EncodedStage),
      (error: FfqError) => error.code === "UNSUPPORTED" && error.sqlstate === "0A000" && message.test(error.message),
    );
  });
}

for (const [name, ranges, message] of [
  ["by a column that it does not read", { column: 3, bounds: [5n] }, /that it does not read$/],
  ["at bounds out of order", { column: 2, bounds: [5n, 4n] }, /not in order$/],
  ["twice at the same bound", { column: 2, bounds: [5n, 5n] }, /not in order$/],
  ["at NULL", { column: 2, bounds: [null] }, /not in order$/],
  ["at a text", { column: 2, bounds: ["a", "b"] }, /not in order$/],
  ["at a fraction", { column: 2, bounds: [0.5] }, /not in order$/],
] as const) {
  test(`refused: a scan divided ${name}`, () => {
    const table = { provider: "parquet", name: "t", spec: { files: [] } };
    const scan: PhysicalPlan = {
      kind: "scan",
      table,
      columns: [1, 2],
      filters: [],
      ranges,
      fields: [],
      estimatedRows: 0,
    };
    assert.throws(
      () => decodeStage(encodeStage(stageOf(scan))),
      (error: FfqError) => error.code === "UNSUPPORTED" && message.test(error.message),
    );
  });
}

test("bytes that are no stage are refused, at whatever place they break", () => {
  const bytes = encodeStage(new RandomPlans(3).stage());
  for (let at = 1; at < bytes.length; at += 7) {
    const damaged = bytes.slice(0, at) as EncodedStage;
    assert.throws(
      () => decodeStage(damaged),
      (error: FfqError) => error.code === "UNSUPPORTED",
    );
  }
});

test("flipped bytes give a stage or a refusal, and no other error", () => {
  const original = encodeStage(new RandomPlans(11).stage());
  const plans = new RandomPlans(5);
  for (let round = 0; round < 2000; round++) {
    const bytes = original.slice() as EncodedStage;
    bytes[plans.random.below(bytes.length)] = plans.random.below(256);
    try {
      decodeStage(bytes);
    } catch (error) {
      assert.equal((error as FfqError).code, "UNSUPPORTED", String(error));
    }
  }
});

class Opened {
  readonly handle = 1;
}

const cannotTravel: readonly { readonly name: string; readonly spec: unknown; readonly message: RegExp }[] = [
  { name: "a function", spec: { open: () => 1 }, message: /^a function cannot be part of a plan/ },
  { name: "an instance", spec: { file: new Opened() }, message: /^a Opened cannot be part of a plan/ },
  { name: "a map", spec: new Map(), message: /^a Map cannot be part of a plan/ },
  { name: "a symbol", spec: Symbol("x"), message: /^a symbol cannot be part of a plan/ },
  { name: "a cycle", spec: cycle(), message: /^data of more than 64 levels cannot be part of a plan/ },
];

function cycle(): unknown {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

for (const { name, spec, message } of cannotTravel) {
  test(`a table's specification that holds ${name} is refused where it is sent`, () => {
    const table = { provider: "x", name: "t", spec };
    const plan: PhysicalPlan = { kind: "scan", table, columns: [], filters: [], fields: [], estimatedRows: 0 };
    assert.throws(
      () => encodeStage(stageOf(plan)),
      (error: FfqError) => error.code === "UNSUPPORTED" && message.test(error.message),
    );
  });
}

test("an empty message is refused", () => {
  assert.throws(() => decodeStage(toBinary(StageSchema, create(StageSchema)) as EncodedStage), /version 0/);
});
