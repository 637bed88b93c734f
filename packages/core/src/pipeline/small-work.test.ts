// Which pipelines count as a moment's work for the caller's thread.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateId } from "../common/ids.ts";
import type { SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { RowStoreData } from "../operator/row-store.ts";
import { INT4 } from "../type/logical-type.ts";
import { areFewRows, isSmallPipeline } from "./small-work.ts";

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

test("rows are counted over all stores", () => {
  assert.equal(areFewRows([]), true);
  assert.equal(areFewRows([store(1024)]), true);
  assert.equal(areFewRows([store(1024), store(1)]), false);
});
