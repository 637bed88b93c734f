// Which conditions joins put on the table that their probe pipeline scans.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";
import { printExpr } from "../physical/print-expr.ts";
import { DATE, fixedNumeric, INT4, INT8, type LogicalType, TEXT } from "../type/logical-type.ts";
import { joinFilters } from "./join-filter.ts";

const TABLE: readonly LogicalType[] = [INT4, INT8, DATE, fixedNumeric(9, 2), TEXT];
const fields = ["i", "l", "d", "n", "t"].map((name) => ({ name, type: INT4, nullable: true }));

const input = (index: number, type: LogicalType): PhysicalExpr => ({ kind: "input", index, type });
const fieldsOf = (types: readonly LogicalType[]) => types.map((type) => ({ name: "x", type, nullable: true }));

const join = (
  state: number,
  kind: PhysicalJoinKind,
  key: PhysicalExpr,
  probe: readonly LogicalType[],
  nullsEqual = false,
): TransformSpec => ({
  kind: "hash-join",
  state: StateId(state),
  spec: {
    kind: "hash-join",
    join: kind,
    probeFields: fieldsOf(probe),
    buildFields: fieldsOf([key.type]),
    keys: [{ probe: key, build: input(0, key.type), nullsEqual }],
    fields: [],
  },
});
const range = (least: bigint, greatest: bigint) => ({ kind: "memory", state: { ranges: [{ least, greatest }] } });
const states = new Map<StateId, unknown>([
  [StateId(0), range(3n, 70n)],
  [StateId(1), range(-5n, 2n ** 40n)],
  [StateId(2), { kind: "memory", state: { ranges: [undefined] } }],
  [StateId(3), range(1n, 0n)],
  [StateId(4), { kind: "spilled", ranges: [{ least: 3n, greatest: 70n }], state: { ranges: [undefined] } }],
]);

const cases: readonly {
  readonly name: string;
  readonly columns?: readonly number[];
  readonly transforms: readonly TransformSpec[];
  readonly filters: readonly string[];
}[] = [
  { name: "an inner join", transforms: [join(0, "inner", input(0, INT4), TABLE)], filters: ["(i >= 3)", "(i <= 70)"] },
  {
    name: "a join whose build side is partly on disk",
    transforms: [join(4, "inner", input(0, INT4), TABLE)],
    filters: ["(i >= 3)", "(i <= 70)"],
  },
  {
    name: "columns that are read in another order, and passed on",
    columns: [1, 0],
    transforms: [
      { kind: "filter", predicate: { kind: "constant", value: true, type: { kind: "bool" } } },
      { kind: "project", exprs: [input(1, INT4), input(0, INT8)] },
      join(1, "semi", input(1, INT8), [INT4, INT8]),
    ],
    filters: ["(l >= -5)", "(l <= 1099511627776)"],
  },
  {
    name: "two joins, the second on a probe column",
    transforms: [join(1, "left", input(1, INT8), TABLE), join(0, "right", input(0, INT4), [...TABLE, INT8])],
    filters: ["(i >= 3)", "(i <= 70)"],
  },
  {
    name: "a key of the build side of a join below",
    transforms: [join(1, "inner", input(1, INT8), TABLE), join(0, "inner", input(5, INT4), [...TABLE, INT4])],
    filters: ["(l >= -5)", "(l <= 1099511627776)"],
  },
  {
    name: "a computed key",
    transforms: [join(0, "inner", { kind: "not", input: input(0, INT4), type: { kind: "bool" } }, TABLE)],
    filters: [],
  },
  { name: "NULLs that match", transforms: [join(0, "inner", input(0, INT4), TABLE, true)], filters: [] },
  { name: "a range that is not known", transforms: [join(2, "inner", input(4, TEXT), TABLE)], filters: [] },
  { name: "no key at all", transforms: [join(3, "inner", input(0, INT4), TABLE)], filters: [] },
  ...(["left", "full", "anti", "single", "mark"] as const).map((kind) => ({
    name: `a ${kind} join keeps rows without a match`,
    transforms: [join(0, kind, input(0, INT4), TABLE)],
    filters: [],
  })),
  {
    name: "nothing passes a limit",
    transforms: [{ kind: "limit", state: StateId(9), offset: 0, limit: 5 }, join(0, "inner", input(0, INT4), TABLE)],
    filters: [],
  },
];

for (const { name, columns = TABLE.map((_, at) => at), transforms, filters } of cases) {
  test(name, () => {
    const source: SourceSpec = {
      kind: "scan",
      table: { provider: "memory", name: "t", spec: undefined },
      columns,
      filters: [],
      whole: false,
    };
    const found = joinFilters({ source, transforms }, states);
    assert.deepEqual(
      found.map((expr) => printExpr(expr, fields)),
      filters,
    );
  });
}
