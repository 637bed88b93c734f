// However long an expression is, no function of it is; what is short stays whole, and what cannot be cut stays as it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as build from "../ir/build.ts";
import type { IrExpr, IrFailure } from "../ir/ir.ts";
import { cutHelpers } from "./cut-helpers.ts";
import { emitFunction } from "./emit-function.ts";
import { readModule } from "./wasm-reader.ts";

const overflow: IrFailure = { sqlstate: "22003", message: "out of range" };
const input: IrExpr = { op: "input", type: "i32", nullable: true, input: 0 };
const sum = (at: number): IrExpr => build.arithmetic("add", input, build.constant("i32", at), { failure: overflow });
const equal = (at: number): IrExpr => build.compare("eq", input, sum(at));
const many = <Item>(count: number, item: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => item(at));
const coalesced = (args: readonly IrExpr[]): IrExpr => build.coalesce(args as [IrExpr, ...IrExpr[]]);

/** Bytes of the functions, the longest first. */
function lengthsOf(expr: IrExpr): readonly number[] {
  const inputs = [{ type: "i32", nullable: true, indexed: false }] as const;
  const { bodies } = readModule(emitFunction({ kind: "project", inputs, exprs: [expr] }, false).bytes);
  return bodies.map((body) => body.end - body.at).sort((one, other) => other - one);
}

for (const [name, expr] of [
  ["OR", build.or(many(20_000, equal))],
  ["AND", build.and(many(20_000, (at) => build.not(equal(at))))],
  ["COALESCE", coalesced(many(20_000, sum))],
  [
    "CASE",
    build.choose(
      many(10_000, (at) => ({ when: equal(at), then: sum(at) })),
      input,
    ),
  ],
  ["OR of AND", build.or(many(100, (at) => build.and(many(200, (part) => equal(at * 200 + part)))))],
  ["sums of OR", build.compare("eq", build.or(many(9000, equal)), build.or(many(9000, equal)))],
] as const) {
  test(`functions of a long ${name} are short`, () => {
    const [longest = 0, ...others] = lengthsOf(expr);
    assert.ok(longest < 40_000, `${longest} bytes`);
    assert.ok(others.length > 50 && others.length < 400, `${others.length} helpers`);
  });
}

test("what is short stays whole", () => {
  const exprs = [build.or(many(400, equal))];
  assert.deepEqual(cutHelpers(exprs), { exprs, helpers: new Set() });
  assert.equal(lengthsOf(exprs[0] as IrExpr).length, 1);
});

test("neighbours are grouped, and groups of groups", () => {
  const args = many(40, equal);
  const { exprs, helpers } = cutHelpers([build.or(args)], { whole: 0, each: 30 });
  const flat: IrExpr[] = [];
  const open = (expr: IrExpr): void => (expr.op === "or" ? expr.args.forEach(open) : void flat.push(expr));
  exprs.forEach(open);
  assert.deepEqual(flat, args);
  assert.equal(helpers.size > 10, true);
});
