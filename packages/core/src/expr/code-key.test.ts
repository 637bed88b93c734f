// Keys are the same where code is, and for nothing else: types to their last modifier, values that look alike, shapes.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Datum } from "../type/datum.ts";
import {
  DATE,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  type LogicalType,
  listOf,
  NUMERIC,
  TEXT,
} from "../type/logical-type.ts";
import { codeKey } from "./code-key.ts";
import type { PhysicalExpr } from "./expr.ts";

const input = (index: number, type: LogicalType = INT4): PhysicalExpr => ({ kind: "input", index, type });
const constant = (value: Datum, type: LogicalType): PhysicalExpr => ({ kind: "constant", value, type });
const call = (overload: string, args: readonly PhysicalExpr[], type: LogicalType = INT4): PhysicalExpr => {
  return { kind: "call", overload, args, type };
};
const cast = (of: PhysicalExpr, type: LogicalType, form: "implicit" | "explicit" = "explicit"): PhysicalExpr => {
  return { kind: "cast", input: of, type, form };
};
const bool = { kind: "bool" } as const;
const and = (...args: readonly PhysicalExpr[]): PhysicalExpr => ({ kind: "and", args, type: bool });
const isNull = (of: PhysicalExpr): PhysicalExpr => ({ kind: "is-null", input: of, type: bool });
const choice = (...parts: readonly PhysicalExpr[]): PhysicalExpr => {
  const [when, then, otherwise] = parts as readonly [PhysicalExpr, PhysicalExpr, PhysicalExpr];
  return { kind: "case", branches: [{ when, then }], otherwise, type: INT4 };
};
const list = (values: readonly Datum[], hasNull = false): PhysicalExpr => {
  return { kind: "in-list", input: input(0), values, hasNull, type: bool };
};

/** No two of them compute the same. */
const different: readonly PhysicalExpr[] = [
  input(1),
  input(11),
  input(1, INT8),
  input(1, NUMERIC),
  input(1, fixedNumeric(5, 2)),
  input(1, { kind: "numeric", limit: { precision: 5, scale: 2 } }),
  input(1, { kind: "varchar" }),
  input(1, { kind: "varchar", length: 3 }),
  input(1, listOf(INT4)),
  input(1, listOf(INT8)),
  input(1, { kind: "struct", fields: [{ name: "a", type: INT4 }] }),
  input(1, { kind: "struct", fields: [{ name: "b", type: INT4 }] }),
  constant(1, INT4),
  constant(1, DATE),
  constant(1n, INT8),
  constant(11n, fixedNumeric(5, 2)),
  constant(null, INT4),
  constant("null", TEXT),
  constant("1", TEXT),
  constant("x61", TEXT),
  constant(new Uint8Array([0x61]), { kind: "bytea" }),
  constant(0, FLOAT8),
  constant(-0, FLOAT8),
  constant(Number.NaN, FLOAT8),
  constant(true, bool),
  constant({ months: 1, days: 0, micros: 0n }, { kind: "interval" }),
  constant({ months: 0, days: 1, micros: 0n }, { kind: "interval" }),
  call("f(int4)", [input(0)]),
  call("f(int4)", [input(0)], INT8),
  call("f(int4)", [input(1)]),
  call("f(int4,int4)", [input(0), input(1)]),
  call("f(int4,int4)", [input(1), input(0)]),
  call("f(int4)", [call("f(int4,int4)", [input(0), input(1)])]),
  cast(input(0), INT8),
  cast(input(0), INT8, "implicit"),
  cast(input(0), fixedNumeric(5, 2)),
  cast(input(0), { kind: "numeric", limit: { precision: 5, scale: 2 } }),
  and(input(0, bool), input(1, bool)),
  and(and(input(0, bool), input(1, bool)), input(2, bool)),
  and(input(0, bool), and(input(1, bool), input(2, bool))),
  { kind: "or", args: [input(0, bool), input(1, bool)], type: bool },
  { kind: "coalesce", args: [input(0), input(1)], type: INT4 },
  { kind: "not", input: input(0, bool), type: bool },
  isNull(input(0)),
  choice(input(0, bool), input(1), input(2)),
  choice(input(0, bool), input(2), input(1)),
  list([1, 2]),
  list([12]),
  list([1, 2], true),
];

test("expressions that compute different things have different keys", () => {
  const keys = different.map((expr) => codeKey(expr));
  assert.ok(!keys.includes(undefined));
  assert.equal(new Set(keys).size, different.length);
});

test("where an expression stood in a statement is not in its key", () => {
  const at = (start: number): PhysicalExpr => ({
    kind: "call",
    overload: "f(int4)",
    args: [{ kind: "cast", input: input(0, INT8), type: INT4, form: "explicit", span: { start, end: start + 1 } }],
    type: INT4,
    span: { start, end: start + 9 },
  });
  assert.equal(codeKey(at(1)), codeKey(at(2)));
});

test("an expression that is too deep to be told has no key", () => {
  let deep = input(0, bool);
  for (let level = 0; level < 10_000; level++) deep = { kind: "not", input: deep, type: bool };
  assert.equal(codeKey(deep), undefined);
});
