// What a scan is told where only the first rows of an order are wanted above it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";
import { printExpr } from "../physical/print-expr.ts";
import { DATE, FLOAT8, fixedNumeric, INT4, INT8, type LogicalType, TEXT, TIMETZ } from "../type/logical-type.ts";
import { tighter, topFilter, topKeyOf } from "./top-key.ts";

const NAMES = ["i", "l", "d", "n", "t", "f", "z"];
const TABLE: readonly LogicalType[] = [INT4, INT8, DATE, fixedNumeric(9, 2), TEXT, FLOAT8, TIMETZ];
const fields = TABLE.map((type, at) => ({ name: NAMES[at] as string, type, nullable: true }));

const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: TABLE[index] as LogicalType });
const scan = (columns: readonly number[]): SourceSpec => ({
  kind: "scan",
  table: { provider: "test", name: "t", spec: undefined },
  columns,
  filters: [],
  whole: false,
});
const sort = (expr: PhysicalExpr, order: Partial<Order> = {}, limit: number | undefined = 10): SinkSpec => ({
  kind: "sort",
  state: StateId(1),
  spec: {
    kind: "sort",
    fields,
    keys: [{ expr, descending: false, nullsFirst: false, ...order }],
    ...(limit === undefined ? {} : { limit }),
  },
});
interface Order {
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
const join = (kind: PhysicalJoinKind): TransformSpec => ({
  kind: "hash-join",
  state: StateId(2),
  spec: { kind: "hash-join", join: kind, probeFields: fields, buildFields: fields, keys: [], fields },
});
const TRUE: PhysicalExpr = { kind: "constant", value: true, type: { kind: "bool" } };
const all = [0, 1, 2, 3, 4, 5, 6];

const cases: readonly {
  readonly name: string;
  readonly columns?: readonly number[];
  readonly transforms?: readonly TransformSpec[];
  readonly sink: SinkSpec;
  readonly filter: string | undefined;
}[] = [
  { name: "ascending", sink: sort(input(0)), filter: "(i <= 7)" },
  { name: "descending", sink: sort(input(1), { descending: true }), filter: "(l >= 7)" },
  {
    name: "NULLs first",
    sink: sort(input(1), { descending: true, nullsFirst: true }),
    filter: "((l >= 7) or l is null)",
  },
  { name: "a numeric", sink: sort(input(3)), filter: "(n <= 0.07)" },
  { name: "the table's columns in another order", columns: [2, 0, 1], sink: sort(input(1)), filter: "(i <= 7)" },
  {
    name: "filtered and computed on the way",
    transforms: [
      { kind: "filter", predicate: TRUE },
      { kind: "project", exprs: [input(4), input(0)] },
    ],
    sink: sort({ kind: "input", index: 1, type: INT4 }),
    filter: "(i <= 7)",
  },
  { name: "a join that keeps each probe row", transforms: [join("left")], sink: sort(input(0)), filter: "(i <= 7)" },
  { name: "a join that puts out build rows", transforms: [join("right")], sink: sort(input(0)), filter: undefined },
  {
    name: "a computed key",
    transforms: [{ kind: "project", exprs: [{ kind: "not", input: TRUE, type: { kind: "bool" } }] }],
    sink: sort({ kind: "input", index: 0, type: INT4 }),
    filter: undefined,
  },
  {
    name: "rows that are counted off below",
    transforms: [{ kind: "limit", state: StateId(3), limit: 5, offset: 0 }],
    sink: sort(input(0)),
    filter: undefined,
  },
  { name: "text", sink: sort(input(4)), filter: undefined },
  { name: "floating point", sink: sort(input(5)), filter: undefined },
  { name: "times with zones", sink: sort(input(6)), filter: undefined },
  { name: "many rows are wanted", sink: sort(input(0), {}, 100_000), filter: undefined },
  { name: "not a sort", sink: { kind: "result", fields }, filter: undefined },
];
for (const { name, columns = all, transforms = [], sink, filter } of cases) {
  test(name, () => {
    const key = topKeyOf({ source: scan(columns), transforms }, sink);
    assert.equal(key === undefined ? undefined : printExpr(topFilter(key, 7n), fields), filter);
  });
}

test("all rows of an order", () => {
  const { spec, ...rest } = sort(input(0)) as Extract<SinkSpec, { kind: "sort" }>;
  const { limit: _, ...unlimited } = spec;
  assert.equal(topKeyOf({ source: scan(all), transforms: [] }, { ...rest, spec: unlimited }), undefined);
});

test("of two threads' bounds the one counts that leaves out more", () => {
  for (const [descending, least] of [
    [true, 9n],
    [false, 3n],
  ] as const) {
    const key = topKeyOf({ source: scan(all), transforms: [] }, sort(input(0), { descending }));
    assert.ok(key !== undefined);
    assert.equal(tighter(key, 3n, 9n), least);
    assert.equal(tighter(key, 9n, 3n), least);
    assert.equal(tighter(key, undefined, 3n), 3n);
    assert.equal(tighter(key, 3n, undefined), 3n);
    assert.equal(tighter(key, undefined, undefined), undefined);
  }
});
