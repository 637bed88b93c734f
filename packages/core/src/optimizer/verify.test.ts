// Each thing that verification must see, planted in a plan.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnId } from "../common/ids.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { INT4, TEXT } from "../type/logical-type.ts";
import { defectOf, verify } from "./verify.ts";

const column = (id: number, type = INT4, nullable = false): OutputColumn => {
  return { id: id as ColumnId, name: `c${id}`, type, nullable };
};
const ref = ({ id, type }: OutputColumn): LogicalExpr => ({ kind: "column", column: id, type });
const [a, b, c] = [column(1), column(2), column(3)] as const;
const scan = (...columns: readonly OutputColumn[]): LogicalPlan => ({
  kind: "scan",
  table: { provider: "memory", name: "t", spec: null },
  columns: columns.map((output) => ({ output, source: output.name })),
  filters: [],
});
const isNull = (input: LogicalExpr): LogicalExpr => ({ kind: "is-null", input, type: { kind: "bool" } });
const lateral: LogicalPlan = {
  kind: "join",
  join: "inner",
  left: scan(a),
  right: { kind: "filter", input: scan(b), predicate: isNull(ref(a)) },
  on: [],
  lateral: true,
};

const unnested = { unnested: true };
const defects: readonly (readonly [
  name: string,
  plan: LogicalPlan,
  stage: { unnested: boolean },
  defect: string | undefined,
])[] = [
  [
    "a column from nowhere",
    { kind: "filter", input: scan(a), predicate: isNull(ref(c)) },
    unnested,
    "column #3 is read and nowhere produced",
  ],
  [
    "an id twice",
    { kind: "join", join: "inner", left: scan(a), right: scan(a), on: [], lateral: false },
    unnested,
    "column #1 is produced twice",
  ],
  [
    "a column read as another type",
    { kind: "filter", input: scan(a), predicate: isNull({ kind: "column", column: a.id, type: TEXT }) },
    unnested,
    "filter: #1 is integer and read as text",
  ],
  [
    "a projection of another type",
    { kind: "project", input: scan(a), exprs: [{ output: column(9, TEXT), expr: ref(a) }] },
    unnested,
    "project: #9 is text, not integer",
  ],
  ["a lateral join before unnesting", lateral, { unnested: false }, undefined],
  ["a lateral join after unnesting", lateral, unnested, "join: lateral after unnesting"],
  [
    "a mark join without a mark",
    { kind: "join", join: "mark", left: scan(a), right: scan(b), on: [], lateral: false },
    unnested,
    "join: a mark without a mark join, or none with one",
  ],
  [
    "a subquery after unnesting",
    { kind: "filter", input: scan(a), predicate: { kind: "exists-subquery", plan: scan(b), type: { kind: "bool" } } },
    unnested,
    "filter: a subquery after unnesting",
  ],
  [
    "a union of a missing column",
    {
      kind: "set-operation",
      operator: "union",
      all: true,
      left: scan(a),
      right: scan(b),
      columns: [{ output: c, left: a.id, right: a.id }],
    },
    unnested,
    "set-operation: right column #1 is missing",
  ],
  [
    "a CTE that nobody defines",
    { kind: "cte-ref", cte: 1 as never, name: "c", columns: [{ output: a, source: b.id }] },
    unnested,
    "CTE 1 is read and nowhere defined",
  ],
];

for (const [name, plan, stage, defect] of defects) test(name, () => assert.equal(defectOf(plan, stage), defect));

const outputs: readonly (readonly [after: readonly OutputColumn[], message: string])[] = [
  [[a], "2 output columns became 1"],
  [[b, a], "output #1 became #2"],
  [[column(1, TEXT), b], "output #1 became text"],
  [[{ ...a, nullable: true }, b], "output #1 became nullable"],
];

for (const [after, message] of outputs) {
  test(`output: ${message}`, () => {
    const run = (): void => verify("some-rule", scan(a, b), scan(...after), unnested);
    assert.throws(run, { code: "INTERNAL", message: `optimizer rule some-rule: ${message}` });
  });
}
