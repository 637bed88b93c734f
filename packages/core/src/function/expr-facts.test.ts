// Which expressions can end a query: by overload, by cast, and by the constants that a call is given.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CastForm, PhysicalExpr } from "../expr/expr.ts";
import type { Datum } from "../type/datum.ts";
import {
  BOOL,
  DATE,
  fixedNumeric,
  INT4,
  INT8,
  type LogicalType,
  NUMERIC,
  TEXT,
  TIMESTAMP,
} from "../type/logical-type.ts";
import { exprCanFail, isVolatile } from "./expr-facts.ts";
import { callOf } from "./facts.fixture.ts";
import { builtinFunctions } from "./functions.ts";

const input = (type: LogicalType): PhysicalExpr => ({ kind: "input", index: 0, type });
const constant = (value: Datum, type: LogicalType): PhysicalExpr => ({ kind: "constant", value, type });
const cast = (from: LogicalType, to: LogicalType, form: CastForm = "explicit"): PhysicalExpr => ({
  kind: "cast",
  input: input(from),
  type: to,
  form,
});
const int = input(INT4);
const text = input(TEXT);
const like = (pattern: string): PhysicalExpr => callOf("~~", [text, constant(pattern, TEXT)], true);

const cases: readonly { readonly name: string; readonly expr: PhysicalExpr; readonly can: boolean }[] = [
  { name: "a = b", expr: callOf("=", [int, int], true), can: false },
  { name: "a + b", expr: callOf("+", [int, int], true), can: true },
  { name: "a / b", expr: callOf("/", [int, int], true), can: true },
  { name: "a / 2", expr: callOf("/", [int, constant(2, INT4)], true), can: false },
  { name: "a / 0", expr: callOf("/", [int, constant(0, INT4)], true), can: true },
  { name: "a / -1", expr: callOf("/", [int, constant(-1, INT4)], true), can: true },
  { name: "a LIKE b", expr: callOf("~~", [text, text], true), can: true },
  { name: "a LIKE '%x\\_%'", expr: like("%x\\_%"), can: false },
  { name: "a LIKE 'x\\'", expr: like("x\\"), can: true },
  { name: "int to bigint", expr: cast(INT4, INT8), can: false },
  { name: "bigint to int", expr: cast(INT8, INT4), can: true },
  { name: "int to numeric", expr: cast(INT4, NUMERIC), can: false },
  { name: "int to numeric(12,2)", expr: cast(INT4, fixedNumeric(12, 2)), can: false },
  { name: "int to numeric(10,2)", expr: cast(INT4, fixedNumeric(10, 2)), can: true },
  { name: "numeric(10,2) to numeric(11,3)", expr: cast(fixedNumeric(10, 2), fixedNumeric(11, 3)), can: false },
  { name: "numeric(10,2) to numeric(9,1)", expr: cast(fixedNumeric(10, 2), fixedNumeric(9, 1)), can: true },
  { name: "text to int", expr: cast(TEXT, INT4), can: true },
  { name: "text to varchar(3)", expr: cast(TEXT, { kind: "varchar", length: 3 }), can: false },
  { name: "text stored into varchar(3)", expr: cast(TEXT, { kind: "varchar", length: 3 }, "assignment"), can: true },
  {
    name: "varchar(2) stored into varchar(3)",
    expr: cast({ kind: "varchar", length: 2 }, { kind: "varchar", length: 3 }, "assignment"),
    can: false,
  },
  { name: "date to timestamp", expr: cast(DATE, TIMESTAMP), can: true },
  { name: "timestamp to date", expr: cast(TIMESTAMP, DATE), can: false },
  {
    name: "below a CASE",
    expr: {
      kind: "case",
      branches: [{ when: constant(true, BOOL), then: callOf("+", [int, int], true) }],
      otherwise: int,
      type: INT4,
    },
    can: true,
  },
];

for (const { name, expr, can } of cases) {
  test(`${name} ${can ? "can" : "cannot"} fail`, () => {
    assert.equal(exprCanFail(expr, builtinFunctions()), can);
    assert.equal(isVolatile(expr, builtinFunctions()), false);
  });
}
