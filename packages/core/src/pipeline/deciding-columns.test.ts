// Which columns of a scan are read first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PipelineId, StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";
import { BOOL, INT4 } from "../type/logical-type.ts";
import { withDecidingColumns } from "./deciding-columns.ts";

type Scan = Extract<SourceSpec, { readonly kind: "scan" }>;

const fields = ["a", "b", "c"].map((name) => ({ name, type: INT4, nullable: true }));
const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: INT4 });
const same = (left: number, right: number): PhysicalExpr => ({
  kind: "call",
  overload: "=(int4,int4)",
  args: [input(left), input(right)],
  type: BOOL,
});
const TRUE: PhysicalExpr = { kind: "constant", value: true, type: BOOL };
const scan: Scan = {
  kind: "scan",
  table: { provider: "test", name: "t", spec: undefined },
  columns: [4, 2, 0],
  filters: [],
  whole: false,
};
const result: SinkSpec = { kind: "result", fields };
const sort = (limit: number | undefined, ...keys: readonly PhysicalExpr[]): SinkSpec => {
  const spec = { fields, keys: keys.map((expr) => ({ expr, descending: false, nullsFirst: false })) };
  return {
    kind: "sort",
    state: StateId(1),
    spec: { kind: "sort", ...spec, ...(limit === undefined ? {} : { limit }) },
  };
};
const filter = (predicate: PhysicalExpr): TransformSpec => ({ kind: "filter", predicate });
const project: TransformSpec = { kind: "project", exprs: [input(0)] };

const join = (kind: PhysicalJoinKind, key: number, residual?: PhysicalExpr): TransformSpec => {
  const keys = [{ probe: input(key), build: input(0), nullsEqual: false }];
  const spec = { kind: "hash-join", join: kind, probeFields: fields, buildFields: fields, keys, fields } as const;
  return { kind: "hash-join", state: StateId(2), spec: residual === undefined ? spec : { ...spec, residual } };
};

const cases: readonly {
  readonly name: string;
  readonly source?: Scan;
  readonly transforms?: readonly TransformSpec[];
  readonly sink?: SinkSpec;
  readonly deciding: readonly number[] | undefined;
  /** Filters that leave columns unread, by place. */
  readonly leaving?: readonly number[];
}[] = [
  { name: "a filter's", transforms: [filter(same(1, 1)), project], deciding: [1] },
  { name: "a filter that reads nothing", transforms: [filter(TRUE)], deciding: [] },
  {
    name: "a filter that reads all",
    transforms: [filter({ ...TRUE, kind: "and", args: [same(0, 1), same(2, 1)], type: { kind: "bool" } })],
    deciding: undefined,
  },
  { name: "a filter behind columns that are passed on", transforms: [project, filter(same(0, 0))], deciding: [0] },
  { name: "the keys of the first rows", sink: sort(10, input(2), same(2, 0)), deciding: [0, 2] },
  { name: "the keys of all rows", sink: sort(undefined, input(2)), deciding: undefined },
  {
    name: "the first rows of a filter",
    transforms: [filter(same(1, 1))],
    sink: sort(10, input(2)),
    deciding: [1, 2],
    leaving: [0],
  },
  { name: "two filters", transforms: [filter(same(1, 1)), filter(same(2, 2))], deciding: [1, 2], leaving: [0] },
  {
    name: "columns in another order before a join",
    transforms: [filter(same(1, 1)), { kind: "project", exprs: [input(2), input(0)] }, join("inner", 1)],
    deciding: [0, 1],
    leaving: [0],
  },
  {
    name: "two filters with such a projection between them",
    transforms: [filter(same(2, 2)), { kind: "project", exprs: [input(1)] }, filter(same(0, 0)), join("left", 0)],
    deciding: [1, 2],
    leaving: [0],
  },
  {
    name: "a projection that computes",
    transforms: [filter(same(1, 1)), { kind: "project", exprs: [same(0, 2)] }, join("inner", 0)],
    deciding: [1],
  },
  { name: "a join's keys", transforms: [join("inner", 2), project], deciding: [2] },
  {
    name: "a filter's and a join's",
    transforms: [filter(same(0, 0)), join("semi", 2)],
    deciding: [0, 2],
    leaving: [0],
  },
  { name: "a join that keeps all rows", transforms: [join("left", 2)], deciding: undefined },
  { name: "a filter before such a join", transforms: [filter(same(0, 0)), join("left", 2)], deciding: [0] },
  { name: "a join with a condition", transforms: [join("inner", 2, same(0, 0))], deciding: undefined },
  { name: "nothing picks rows", deciding: undefined },
  {
    name: "a task's range of values",
    source: { ...scan, rowRange: { position: 0, predicate: TRUE } },
    transforms: [filter(same(1, 1))],
    deciding: undefined,
  },
];
for (const { name, source = scan, transforms = [], sink = result, deciding, leaving = [] } of cases) {
  test(name, () => {
    const pipeline = { id: PipelineId(0), source, transforms, nodes: [], after: [], ordered: false };
    const decided = withDecidingColumns(pipeline, sink);
    assert.deepEqual((decided.source as Scan).deciding, deciding);
    const left = decided.transforms.flatMap((one, at) =>
      one.kind === "filter" && one.leavesUnread === true ? [at] : [],
    );
    assert.deepEqual(left, leaving);
  });
}
