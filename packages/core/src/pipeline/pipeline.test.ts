// Plans split into pipelines: which steps there are, in which order, and what each pipeline runs. Written as one
// line a pipeline: source | transforms > sink.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CteId, StageId, StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { PhysicalJoinKind, PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT4 } from "../type/logical-type.ts";
import { planPipelines, type Step } from "./pipeline.ts";

const fields = [{ name: "x", type: INT4, nullable: false }];
const base = { fields, estimatedRows: 1 };
const x: PhysicalExpr = { kind: "input", index: 0, type: INT4 };

const scan = (name: string): PhysicalPlan => ({
  kind: "scan",
  table: { provider: "memory", name, spec: undefined },
  columns: [0],
  filters: [],
  ...base,
});
const filter = (input: PhysicalPlan): PhysicalPlan => ({
  kind: "filter",
  input,
  predicate: { kind: "constant", value: true, type: BOOL },
  ...base,
});
const group = (state: number, input: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-aggregate",
  state: StateId(state),
  input,
  keys: [x],
  accumulators: [],
  phase: "single",
  ...base,
});
const sort = (state: number, input: PhysicalPlan): PhysicalPlan => ({
  kind: "sort",
  state: StateId(state),
  input,
  keys: [],
  ...base,
});
const limit = (state: number, input: PhysicalPlan): PhysicalPlan => ({
  kind: "limit",
  state: StateId(state),
  input,
  limit: 5,
  offset: 1,
  ...base,
});
const join = (state: number, kind: PhysicalJoinKind, probe: PhysicalPlan, build: PhysicalPlan): PhysicalPlan => ({
  kind: "hash-join",
  state: StateId(state),
  join: kind,
  probe,
  build,
  keys: [{ probe: x, build: x, nullsEqual: false }],
  ...base,
});
const union = (...inputs: readonly PhysicalPlan[]): PhysicalPlan => ({ kind: "union-all", inputs, ...base });
const cteScan = (state: number): PhysicalPlan => ({
  kind: "cte-scan",
  state: StateId(state),
  cte: CteId(0),
  columns: [0],
  ...base,
});
const recursive = (state: number, first: PhysicalPlan, step: PhysicalPlan): PhysicalPlan => ({
  kind: "recursive-cte",
  state: StateId(state),
  cte: CteId(0),
  base: first,
  step,
  distinct: false,
  mostRounds: 0,
  ...base,
});
const exchangeRead = (stage: number): PhysicalPlan => ({ kind: "exchange-read", stage: StageId(stage), ...base });

function print(steps: readonly Step[], indent = ""): string[] {
  return steps.flatMap((step): string[] => {
    if (step.kind === "recursion") {
      return [
        `${indent}recursion ${step.state}`,
        `${indent}  base`,
        ...print(step.base, `${indent}    `),
        `${indent}  loop`,
        ...print(step.loop, `${indent}    `),
      ];
    }
    const named = (part: { readonly kind: string; readonly state?: StateId }): string =>
      part.state === undefined ? part.kind : `${part.kind} ${part.state}`;
    return step.pipelines.map(({ id, source, transforms, after, ordered }) => {
      const from = source.kind === "scan" ? source.table.name : named(source);
      const marks = `${ordered ? " in order" : ""}${after.length > 0 ? ` after ${after.join()}` : ""}`;
      return `${indent}${id}: ${[from, ...transforms.map(named)].join(" | ")} > ${named(step.sink)}${marks}`;
    });
  });
}

const cases: readonly { readonly name: string; readonly plan: PhysicalPlan; readonly pipelines: readonly string[] }[] =
  [
    { name: "no breaker", plan: filter(scan("t")), pipelines: ["0: t | filter > result"] },
    {
      name: "breakers end pipelines, and results of a sort are put in order when they are there",
      plan: filter(sort(1, group(0, scan("t")))),
      pipelines: ["0: t > hash-aggregate 0", "1: state 0 > sort 1", "2: state 1 | filter > result"],
    },
    {
      name: "what takes a sort's rows in order",
      plan: union(limit(3, sort(1, scan("t"))), group(4, sort(2, scan("t")))),
      pipelines: [
        "0: t > sort 1",
        "2: t > sort 2",
        "3: state 2 > hash-aggregate 4 in order",
        "1: state 1 | limit 3 > result in order",
        "4: state 4 > result",
      ],
    },
    {
      name: "builds stand before probes",
      plan: join(0, "inner", join(1, "left", scan("a"), scan("b")), filter(scan("c"))),
      pipelines: [
        "0: c | filter > hash-join-build 0",
        "1: b > hash-join-build 1",
        "2: a | hash-join 1 | hash-join 0 > result",
      ],
    },
    {
      name: "build rows come after all probe rows",
      plan: join(0, "full", join(1, "right", scan("a"), scan("b")), scan("c")),
      pipelines: [
        "0: c > hash-join-build 0",
        "1: b > hash-join-build 1",
        "2: a | hash-join 1 | hash-join 0 > result",
        "3: unmatched 1 | hash-join 0 > result after 2",
        "4: unmatched 0 > result after 2,3",
      ],
    },
    {
      name: "a union's inputs share what stands above",
      plan: group(0, filter(union(scan("a"), union(scan("b"), scan("c"))))),
      pipelines: [
        "0: a | filter > hash-aggregate 0",
        "1: b | filter > hash-aggregate 0",
        "2: c | filter > hash-aggregate 0",
        "3: state 0 > result",
      ],
    },
    {
      name: "a common table expression is spooled before its body",
      plan: {
        kind: "cte",
        state: StateId(0),
        cte: CteId(0),
        definition: scan("t"),
        body: join(1, "inner", cteScan(0), cteScan(0)),
        ...base,
      },
      pipelines: ["0: t > spool 0", "1: spool 0 > hash-join-build 1", "2: spool 0 | hash-join 1 > result"],
    },
    {
      name: "what does not depend on a recursion runs once",
      plan: filter(recursive(0, scan("a"), join(1, "inner", cteScan(0), group(2, scan("b"))))),
      pipelines: [
        "1: b > hash-aggregate 2",
        "2: state 2 > hash-join-build 1",
        "recursion 0",
        "  base",
        "    0: a > recursion 0",
        "  loop",
        "    3: working 0 | hash-join 1 > recursion 0",
        "4: spool 0 | filter > result",
      ],
    },
    {
      name: "what does, in each round: also a build side that remembers its matches, and other stages from a spool",
      plan: recursive(0, scan("a"), join(1, "right", exchangeRead(7), join(2, "inner", scan("b"), cteScan(0)))),
      pipelines: [
        "3: exchange-read > spool -8",
        "recursion 0",
        "  base",
        "    0: a > recursion 0",
        "  loop",
        "    1: working 0 > hash-join-build 2",
        "    2: b | hash-join 2 > hash-join-build 1",
        "    3: spool -8 | hash-join 1 > recursion 0",
        "    4: unmatched 1 > recursion 0 after 3",
        "5: spool 0 > result",
      ],
    },
  ];

for (const { name, plan, pipelines } of cases) {
  test(name, () => {
    assert.deepEqual(print(planPipelines(plan, { kind: "result", fields })), pipelines);
  });
}

test("a plan of 100,000 nodes above each other", () => {
  let plan = scan("t");
  for (let depth = 0; depth < 100_000; depth++) plan = union(plan);
  assert.equal(planPipelines(plan, { kind: "result", fields }).length, 1);
});
