// Facts from PostgreSQL 18: CAST(value AS type).
import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../ir/build.ts";
import { type IrHost, interpret } from "../../ir/interpret.ts";
import type { LogicalType, TypeKind } from "../../type/logical-type.ts";
import { irTypeOf } from "../ir-type.ts";
import { lowerMachineCast } from "./machine-casts.ts";

const host: IrHost = {
  inputs: [],
  call: () => assert.fail("no calls"),
  bytes: () => assert.fail("no bytes"),
  read: () => assert.fail("no bytes"),
};

function cast(from: TypeKind, value: number | bigint, to: TypeKind): unknown {
  const type = irTypeOf({ kind: from } as LogicalType);
  assert.ok(type !== "ref");
  const lowered = lowerMachineCast(from, to, constant(type, value));
  assert.ok(lowered !== undefined, `no cast from ${from} to ${to}`);
  return interpret(lowered, host);
}

const answers: readonly (readonly [TypeKind, number | bigint, TypeKind, number | bigint])[] = [
  ["int4", 2, "bool", 1],
  ["int4", 0, "bool", 0],
  ["bool", 1, "int4", 1],
  ["float8", 2.5, "int4", 2],
  ["float8", 3.5, "int4", 4],
  ["float8", -0.5, "int4", 0],
  ["float8", 2147483647.4, "int4", 2147483647],
  ["float4", 1.5, "int8", 2n],
  ["int8", 9007199254740993n, "float8", 9007199254740992],
  ["int8", 32767n, "int2", 32767],
  ["float8", 0.1, "float4", 0.10000000149011612],
  ["float8", Number.POSITIVE_INFINITY, "float4", Number.POSITIVE_INFINITY],
  ["float4", 0.10000000149011612, "float8", 0.10000000149011612],
];

for (const [from, value, to, want] of answers) {
  test(`${value}::${from}::${to} = ${want}`, () => {
    const got = cast(from, value, to);
    assert.ok(got === want, `got ${got}`);
  });
}

const refusals: readonly (readonly [TypeKind, number | bigint, TypeKind, string])[] = [
  ["int4", 32768, "int2", "smallint out of range"],
  ["int8", 2147483648n, "int4", "integer out of range"],
  ["float8", 2147483647.5, "int4", "integer out of range"],
  ["float8", 2 ** 63, "int8", "bigint out of range"],
  ["float8", Number.NaN, "int4", "integer out of range"],
  ["float8", 1e39, "float4", "value out of range: overflow"],
  ["float8", 1e-60, "float4", "value out of range: underflow"],
];

for (const [from, value, to, message] of refusals) {
  test(`${value}::${from}::${to} fails`, () => {
    assert.throws(() => cast(from, value, to), { code: "DATA", sqlstate: "22003", message });
  });
}

test("casts that PostgreSQL does not have", () => {
  for (const [from, to] of [
    ["bool", "int8"],
    ["int8", "bool"],
    ["bool", "float8"],
    ["float8", "bool"],
  ] as const) {
    assert.equal(lowerMachineCast(from, to, constant("i32", 0)), undefined, `${from} to ${to}`);
  }
});
