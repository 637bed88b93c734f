// Facts from PostgreSQL 18: operator, operands, what it answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { constant } from "../../../ir/build.ts";
import { type IrHost, interpret } from "../../../ir/interpret.ts";
import type { TypeKind } from "../../../type/logical-type.ts";
import { FunctionRegistry } from "../../registry.ts";
import { resolve } from "../../resolve.ts";
import { integerArithmetic } from "./integer-arithmetic.ts";

const registry = new FunctionRegistry();
registry.offer([integerArithmetic]);

const host: IrHost = {
  inputs: [],
  call: () => assert.fail("no calls"),
  bytes: () => assert.fail("no bytes"),
  read: () => assert.fail("no bytes"),
};

interface Operand {
  readonly kind: "int2" | "int4" | "int8";
  readonly value: number | bigint;
}
const int2 = (value: number): Operand => ({ kind: "int2", value });
const int4 = (value: number): Operand => ({ kind: "int4", value });
const int8 = (value: bigint): Operand => ({ kind: "int8", value });

function evaluate(symbol: string, operands: readonly Operand[]): { kind: TypeKind; value: unknown } {
  const kinds = operands.map(({ kind }) => kind);
  const resolution = resolve(registry.named(symbol), kinds, { operator: true });
  assert.equal(resolution.kind, "found");
  assert.ok(resolution.kind === "found");
  const { overload } = resolution;
  const args = operands.map(({ kind, value }) => constant(kind === "int8" ? "i64" : "i32", value));
  const result = overload.result as TypeKind;
  const types = { args: kinds.map((kind) => ({ kind })), result: { kind: result } as { kind: "int4" } };
  return { kind: result, value: interpret(overload.lower(args, types), host) };
}

const answers: readonly (readonly [string, readonly Operand[], TypeKind, number | bigint])[] = [
  ["+", [int4(2147483646), int4(1)], "int4", 2147483647],
  ["+", [int2(1), int4(70000)], "int4", 70001],
  ["+", [int4(2147483647), int8(1n)], "int8", 2147483648n],
  ["-", [int2(-32767), int2(1)], "int2", -32768],
  ["*", [int4(46340), int4(46340)], "int4", 2147395600],
  ["/", [int4(7), int4(-2)], "int4", -3],
  ["/", [int4(-7), int4(2)], "int4", -3],
  ["%", [int4(-7), int4(2)], "int4", -1],
  ["%", [int4(7), int4(-2)], "int4", 1],
  ["%", [int4(-2147483648), int4(-1)], "int4", 0],
  ["%", [int8(-9223372036854775808n), int8(-1n)], "int8", 0n],
  ["-", [int4(5)], "int4", -5],
];

const refusals: readonly (readonly [string, readonly Operand[], string, string])[] = [
  ["+", [int4(2147483647), int4(1)], "22003", "integer out of range"],
  ["-", [int4(-2147483648), int4(1)], "22003", "integer out of range"],
  ["*", [int8(9223372036854775807n), int8(2n)], "22003", "bigint out of range"],
  ["*", [int2(200), int2(200)], "22003", "smallint out of range"],
  ["/", [int4(1), int4(0)], "22012", "division by zero"],
  ["%", [int8(1n), int8(0n)], "22012", "division by zero"],
  ["/", [int4(-2147483648), int4(-1)], "22003", "integer out of range"],
  ["/", [int2(-32768), int2(-1)], "22003", "smallint out of range"],
  ["-", [int4(-2147483648)], "22003", "integer out of range"],
  ["-", [int2(-32768)], "22003", "smallint out of range"],
];

const show = (operands: readonly Operand[]): string => operands.map(({ kind, value }) => `${kind} ${value}`).join(", ");

for (const [symbol, operands, kind, value] of answers) {
  test(`${symbol}(${show(operands)}) = ${value}`, () => assert.deepEqual(evaluate(symbol, operands), { kind, value }));
}
for (const [symbol, operands, sqlstate, message] of refusals) {
  test(`${symbol}(${show(operands)}) fails with ${sqlstate}`, () =>
    assert.throws(() => evaluate(symbol, operands), { code: "DATA", sqlstate, message }));
}
