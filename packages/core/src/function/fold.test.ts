// Folding: what is constant has the value that PostgreSQL gives it; what is not, or fails, is left alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import {
  BOOL,
  DATE,
  fixedNumeric,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
  TIMESTAMP,
} from "../type/logical-type.ts";
import { callOf } from "./facts.fixture.ts";
import { Folder } from "./fold.ts";
import { parseLiteral } from "./literal.ts";
import { setFunction } from "./scalar/set/set-function.ts";

const folder = new Folder();
const constant = (value: Datum, type: LogicalType): PhysicalExpr => ({ kind: "constant", value, type });
const literal = (text: string, type: LogicalType): PhysicalExpr => constant(parseLiteral(text, type), type);
const one = constant(1, INT4);
const zero = constant(0, INT4);
const column: PhysicalExpr = { kind: "input", index: 0, type: INT4 };
const quotient = callOf("/", [one, zero], true);

const cases: readonly { readonly name: string; readonly expr: PhysicalExpr; readonly is: Datum | undefined }[] = [
  { name: "a constant", expr: one, is: 1 },
  { name: "1 + 1", expr: callOf("+", [one, one], true), is: 2 },
  {
    name: "date '1998-12-01' - interval '90' day",
    expr: callOf("-", [literal("1998-12-01", DATE), literal("90 days", INTERVAL)], true),
    is: parseLiteral("1998-09-02 00:00:00", TIMESTAMP),
  },
  { name: "a text", expr: callOf("repeat", [constant("x", TEXT), constant(5, INT4)], true), is: "xxxxx" },
  {
    name: "a text of megabytes is left to the rows",
    expr: callOf("repeat", [constant("x", TEXT), constant(2_000_000, INT4)], true),
    is: undefined,
  },
  {
    name: "what a function returns as rows is made where they are read",
    expr: callOf(setFunction("generate_series"), [one, constant(3, INT4)], false),
    is: undefined,
  },
  {
    name: "'a' || 'é' || NULL",
    expr: callOf("||", [callOf("||", [constant("a", TEXT), constant("é", TEXT)], true), constant(null, TEXT)], true),
    is: null,
  },
  {
    name: "numeric of fixed scale",
    expr: callOf("*", [constant(150n, fixedNumeric(5, 2)), constant(-2n, fixedNumeric(3, 1))], true),
    is: -300n,
  },
  {
    name: "numeric without",
    expr: callOf("/", [constant("1", NUMERIC), constant("3", NUMERIC)], true),
    is: "0.33333333333333333333",
  },
  {
    name: "an interval",
    expr: callOf("-", [literal("1 mon -2 days", INTERVAL)], true),
    is: { months: -1, days: 2, micros: 0n },
  },
  {
    name: "a branch that is not taken",
    expr: {
      kind: "case",
      branches: [{ when: constant(true, BOOL), then: one }],
      otherwise: quotient,
      type: INT4,
    },
    is: 1,
  },
  { name: "1 / 0 is left to the rows", expr: quotient, is: undefined },
  { name: "a column", expr: callOf("+", [one, column], true), is: undefined },
  {
    name: "what is refused",
    expr: callOf("upper", [constant("é", TEXT)], false),
    is: folder.fold(callOf("upper", [constant("é", TEXT)], false)),
  },
  {
    name: "IN",
    expr: { kind: "in-list", input: one, values: [3, 1], hasNull: true, type: { kind: "bool" } },
    is: true,
  },
  {
    name: "not IN NULL",
    expr: { kind: "in-list", input: one, values: [3], hasNull: true, type: { kind: "bool" } },
    is: null,
  },
  { name: "a wide cast", expr: { kind: "cast", input: constant(7n, INT8), type: TEXT, form: "explicit" }, is: "7" },
];

for (const { name, expr, is } of cases) {
  test(name, () => assert.deepEqual(folder.fold(expr), is));
}

test("an expression nested too deeply is refused, not a crash", () => {
  let deep: PhysicalExpr = one;
  for (let level = 0; level < 100_000; level++) {
    deep = { kind: "call", overload: "+(int4,int4)", args: [deep, one], type: INT4 };
  }
  assert.equal(folder.fold(deep), undefined);
});
