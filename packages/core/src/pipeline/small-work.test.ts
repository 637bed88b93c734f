// Which pipelines count as a moment's work for the caller's thread.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PipelineId, StateId } from "../common/ids.ts";
import type { SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import { INT4 } from "../type/logical-type.ts";
import type { Step } from "./pipeline.ts";
import { areFewRows, isSmallPipeline, roundsOf } from "./small-work.ts";

const store = (rows: number): RowStoreData => ({ types: [INT4], rows, chunks: [], heaps: [] });
const states = new Map<StateId, unknown>([
  [StateId(0), { working: [store(1000), store(24)], stores: [store(100_000)] }],
  [StateId(1), { working: [store(1000), store(25)], stores: [] }],
  [StateId(2), { stores: [store(3)] }],
  [StateId(3), { stores: [store(2000)] }],
]);
const working = (state: number): SourceSpec => ({ kind: "working", state: StateId(state), columns: [0] });
const spool = (state: number): SourceSpec => ({ kind: "spool", state: StateId(state), columns: [0] });
const fields = [{ name: "n", type: INT4, nullable: false }];
const join = { probeFields: fields, buildFields: fields, fields };
const filter: TransformSpec = { kind: "filter", predicate: { kind: "constant", value: true, type: { kind: "bool" } } };
const hashJoin: TransformSpec = {
  kind: "hash-join",
  state: StateId(9),
  spec: { kind: "hash-join", join: "inner", keys: [], ...join },
};
const nestedLoop: TransformSpec = {
  kind: "nested-loop-join",
  state: StateId(9),
  spec: { kind: "nested-loop-join", join: "inner", ...join },
};

const cases: readonly {
  readonly name: string;
  readonly source: SourceSpec;
  readonly transforms?: readonly TransformSpec[];
  readonly small: boolean;
}[] = [
  { name: "a round of few rows, however many there were before", source: working(0), small: true },
  { name: "a round of one row more", source: working(1), small: false },
  { name: "few kept rows", source: spool(2), small: true },
  { name: "many kept rows", source: spool(3), small: false },
  { name: "few rows written down", source: { kind: "values", fields, rows: [[1]] }, small: true },
  { name: "a table", source: { kind: "exchange-read", stage: 0 as never }, small: false },
  { name: "few rows, filtered and joined by hashing", source: working(0), transforms: [filter, hashJoin], small: true },
  { name: "few rows, each with all of another side", source: working(0), transforms: [nestedLoop], small: false },
];
for (const { name, source, transforms = [], small } of cases) {
  test(name, () => assert.equal(isSmallPipeline({ source, transforms }, states), small));
}

const loop = (source: SourceSpec, transforms: readonly TransformSpec[] = [], pipelines = 1): Step<number> => ({
  kind: "sink",
  sink: { kind: "recursion", state: StateId(0), fields, distinct: false },
  node: 0,
  pipelines: Array.from({ length: pipelines }, (_, id) => ({
    id: PipelineId(id),
    source,
    transforms,
    nodes: [],
    after: [],
    ordered: false,
  })),
});
const joined = (kind: "memory" | "spilled"): ReadonlyMap<StateId, unknown> =>
  new Map([...states, [StateId(9), { kind }]]);

test("rounds that one task may run: of a single pipeline that keeps nothing from one to the next", () => {
  const runs = (steps: readonly Step<number>[], known = joined("memory")): boolean =>
    roundsOf(steps, known) !== undefined;
  assert.equal(runs([loop(working(0))]), true);
  assert.equal(runs([loop(working(0), [filter, hashJoin])]), true);
  assert.equal(runs([loop(working(0), [hashJoin])], joined("spilled")), false);
  assert.equal(runs([loop(working(0), [{ kind: "limit", state: StateId(8), limit: 1, offset: 0 }])]), false);
  assert.equal(runs([loop(working(0), [nestedLoop])]), false);
  assert.equal(runs([loop(working(1))]), false);
  assert.equal(runs([loop(spool(2))]), false);
  assert.equal(runs([loop(working(0), [], 2)]), false);
  assert.equal(runs([loop(working(0)), loop(working(0))]), false);
});

test("rows are counted over all stores", () => {
  assert.equal(areFewRows([]), true);
  assert.equal(areFewRows([store(1024)]), true);
  assert.equal(areFewRows([store(1024), store(1)]), false);
});
