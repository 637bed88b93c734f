// Expressions rewritten to 64 bits against what they were: the same value for every input within its bits, ranges that
// contain it, and nothing where some value might leave its type.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arithmetic, choose, coalesce, compare, constant, convert, nullOf, unary } from "./build.ts";
import { type IrHost, type IrValue, interpret } from "./interpret.ts";
import type { ArithmeticOperator, IrExpr, IrFailure } from "./ir.ts";
import { narrowed } from "./narrow.ts";
import { printIr } from "./print.ts";
import { childrenOf } from "./tree.ts";

const failure: IrFailure = { sqlstate: "22003", message: "out of range" };
const input = (at: number, type: "i32" | "i64" | "i128"): IrExpr => ({ op: "input", type, nullable: true, input: at });
const wide = (expr: IrExpr): IrExpr => convert(expr, "i128");
const checked = (operator: ArithmeticOperator, left: IrExpr, right: IrExpr): IrExpr =>
  arithmetic(operator, left, right, { failure });

const [a, b, c] = [input(0, "i64"), input(1, "i64"), input(2, "i32")];
const price = checked("mul", wide(a), wide(checked("sub", constant("i64", 100n), b)));

/** `bits` of inputs 0, 1 and 2 that just fit; with one more in any of them some value does not. */
const cases: readonly { readonly name: string; readonly expr: IrExpr; readonly bits: readonly number[] }[] = [
  { name: "a product of 128 bits", expr: checked("mul", wide(a), wide(b)), bits: [31, 31, 31] },
  { name: "a sum of 128 bits", expr: checked("add", wide(a), wide(b)), bits: [62, 62, 31] },
  { name: "a sum of 64 bits", expr: checked("add", a, b), bits: [62, 62, 31] },
  { name: "a difference of 32 bits", expr: checked("sub", c, constant("i32", 1)), bits: [63, 63, 30] },
  { name: "a product of 32 bits", expr: checked("mul", c, c), bits: [63, 63, 15] },
  { name: "a price with discount", expr: price, bits: [53, 9, 31] },
  { name: "a price with discount and tax", expr: checked("mul", price, wide(c)), bits: [33, 9, 20] },
  { name: "a negation", expr: unary("neg", a, failure), bits: [62, 63, 31] },
  { name: "an absolute value of 32 bits", expr: unary("abs", c, failure), bits: [63, 63, 30] },
  {
    name: "a product or a constant",
    expr: choose([{ when: compare("lt", a, b), then: checked("mul", wide(a), wide(b)) }], constant("i128", -5n)),
    bits: [40, 22, 31],
  },
  {
    name: "the first that is not NULL",
    expr: coalesce([checked("add", a, b), constant("i64", 7n)]),
    bits: [62, 62, 31],
  },
  { name: "NULL beside a sum", expr: coalesce([nullOf("i128"), wide(a)]), bits: [63, 63, 31] },
  { name: "a column of 128 bits", expr: checked("mul", input(0, "i128"), wide(b)), bits: [33, 29, 31] },
];

const none = (): never => assert.fail("no row functions and no bytes here");
const value = (expr: IrExpr, inputs: readonly IrValue[]): IrValue =>
  interpret(expr, { call: none, bytes: none, read: none, inputs } satisfies IrHost);

function edges(bits: number): readonly bigint[] {
  const limit = 1n << BigInt(bits);
  return [-limit, 1n - limit, -1n, 0n, 1n, limit - 1n];
}

function checkNothingFails(expr: IrExpr): void {
  assert.notEqual(expr.type, "i128");
  if (expr.op === "arithmetic" || expr.op === "unary") assert.equal(expr.failure, undefined);
  for (const child of childrenOf(expr)) checkNothingFails(child);
}

for (const { name, expr, bits } of cases) {
  test(`${name}: as before where it fits`, () => {
    const narrow = narrowed(expr, (at) => bits[at] as number);
    assert.ok(narrow !== undefined);
    assert.equal(narrow.expr.type, "i64");
    if (!printIr(expr).includes("$0:i128")) checkNothingFails(narrow.expr);
    const values = bits.map((bit) => [...edges(bit), null]);
    for (const first of values[0] ?? []) {
      for (const second of values[1] ?? []) {
        for (const third of values[2] ?? []) {
          const inputs = [first, second, third === null ? null : Number(third)];
          const before = value(expr, inputs);
          const after = value(narrow.expr, inputs);
          assert.equal(after, before === null ? null : BigInt(before), `${inputs}`);
          if (after === null) continue;
          assert.ok(narrow.low <= BigInt(after) && BigInt(after) <= narrow.high, `${after} of ${inputs}`);
        }
      }
    }
    assert.deepEqual(narrowed(expr, () => 0)?.expr, narrow.expr, "the rewriting does not depend on bits");
  });

  test(`${name}: nothing where it might not fit`, () => {
    const used = [0, 1, 2].filter((at) => printIr(expr).includes(`$${at}:`) && (bits[at] as number) < 63);
    for (const one of used) {
      const more = bits.map((bit, at) => (at === one ? bit + 1 : bit));
      if (one === 2 && more[2] === 32) continue;
      assert.equal(
        narrowed(expr, (at) => more[at] as number),
        undefined,
        `${more}`,
      );
    }
    assert.equal(
      narrowed(expr, () => 127),
      undefined,
    );
  });
}

test("what is not known to be small is not rewritten", () => {
  const float: IrExpr = { op: "input", type: "f64", nullable: false, input: 0 };
  for (const expr of [convert(float, "i64"), arithmetic("div", a, b, { zero: failure }), constant("i128", 1n << 63n)]) {
    assert.equal(
      narrowed(expr, () => 1),
      undefined,
      printIr(expr),
    );
  }
});

test("a value of 32 bits that is computed otherwise stays within 32 bits", () => {
  const quotient = arithmetic("div", c, constant("i32", 3), { zero: failure });
  const narrow = narrowed(checked("mul", wide(quotient), wide(a)), () => 31);
  assert.deepEqual(narrow?.expr, arithmetic("mul", convert(quotient, "i64"), a));
  assert.equal(
    narrowed(checked("mul", wide(quotient), wide(a)), () => 32),
    undefined,
  );
});
