// Simplified conditions have the value of what they were, in three-valued logic, for every assignment.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnId } from "../../common/ids.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { rewrite } from "../../expr/tree.ts";
import { constantFolder } from "../../function/fold.ts";
import { builtinFunctions } from "../../function/functions.ts";
import type { LogicalExpr, LogicalLeaf } from "../../logical/plan.ts";
import type { Datum } from "../../type/datum.ts";
import { BOOL, INT4 } from "../../type/logical-type.ts";
import { simplify } from "./simplify.ts";

const bool = { kind: "bool" } as const;
const flags = [1, 2, 3].map((id): LogicalExpr => ({ kind: "column", column: id as ColumnId, type: BOOL }));
const number: LogicalExpr = { kind: "column", column: 4 as ColumnId, type: INT4 };
const assignments: readonly (readonly Datum[])[] = [true, false, null].flatMap((a) =>
  [true, false, null].flatMap((b) => [true, false, null].flatMap((c) => [0, 1, 2, null].map((d) => [a, b, c, d]))),
);

let state = 7;
function below(limit: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >> 8) % limit;
}

function randomCondition(depth: number): LogicalExpr {
  const again = (): LogicalExpr => randomCondition(depth - 1);
  switch (below(depth === 0 ? 4 : 10)) {
    case 0:
      return { kind: "constant", value: [true, false, null][below(3)] as Datum, type: BOOL };
    case 1: {
      const args: LogicalExpr[] = [number, { kind: "constant", value: below(3), type: INT4 }];
      return { kind: "call", overload: `${["=", "<", ">="][below(3)]}(int4,int4)`, args, type: bool };
    }
    case 2:
    case 3:
      return flags[below(3)] as LogicalExpr;
    case 4:
      return { kind: "not", input: again(), type: bool };
    case 5:
      return { kind: "is-null", input: again(), type: bool };
    case 6:
      return { kind: "coalesce", args: [again(), again()], type: BOOL };
    case 7:
      return { kind: "case", branches: [{ when: again(), then: again() }], otherwise: again(), type: BOOL };
    default:
      return { kind: below(2) === 0 ? "and" : "or", args: Array.from({ length: 2 + below(2) }, again), type: bool };
  }
}

function evaluated(expr: LogicalExpr, values: readonly Datum[]): Datum | undefined {
  const whole = rewrite<LogicalLeaf>(expr, (node) =>
    node.kind === "column" ? { kind: "constant", value: values[node.column - 1] as Datum, type: node.type } : node,
  );
  return constantFolder().fold(whole as PhysicalExpr);
}

const context = {
  functions: builtinFunctions(),
  fold: (expr: PhysicalExpr) => constantFolder().fold(expr),
  isNullable: () => true,
};

test("random conditions keep their values", () => {
  for (let at = 0; at < 60; at++) {
    const before = randomCondition(3);
    const after = simplify(before, context);
    for (const values of assignments) assert.equal(evaluated(after, values), evaluated(before, values));
  }
});

test("what fails is not folded", () => {
  const zero: LogicalExpr = { kind: "constant", value: 0, type: INT4 };
  const quotient: LogicalExpr = { kind: "call", overload: "/(int4,int4)", args: [zero, zero], type: INT4 };
  assert.equal(simplify(quotient, context), quotient);
});

test("a column that is never NULL is not NULL, and a computed value may fail instead", () => {
  const never = { ...context, isNullable: () => false };
  const isNull = (input: LogicalExpr): LogicalExpr => ({ kind: "is-null", input, type: bool });
  assert.deepEqual(simplify(isNull(number), never), { kind: "constant", value: false, type: bool });
  const sum: LogicalExpr = { kind: "call", overload: "+(int4,int4)", args: [number, number], type: INT4 };
  assert.equal(simplify(isNull(sum), never).kind, "is-null");
});
