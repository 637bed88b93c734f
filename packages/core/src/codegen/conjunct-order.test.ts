// Conjuncts by what they cost: those that can end the query stay behind what stands before them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalExpr } from "../expr/expr.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { BOOL, INT4, TEXT } from "../type/logical-type.ts";
import { inCheapestOrder } from "./conjunct-order.ts";

const functions = evaluationFunctions();
const input = (index: number, type: PhysicalExpr["type"]): PhysicalExpr => ({ kind: "input", index, type });
const call = (overload: string, args: readonly PhysicalExpr[], type: PhysicalExpr["type"]): PhysicalExpr => ({
  kind: "call",
  overload,
  args,
  type,
});
const like = (pattern: string): PhysicalExpr =>
  call("~~(text,text)", [input(0, TEXT), { kind: "constant", value: pattern, type: TEXT }], BOOL);
const number = (value: number): PhysicalExpr => ({ kind: "constant", value, type: INT4 });

const contains = like("%c_r%");
const begins = like("f%");
const less = call("<(int4,int4)", [input(1, INT4), number(5)], BOOL);
const quotient = call("<(int4,int4)", [call("/(int4,int4)", [number(1), input(1, INT4)], INT4), number(5)], BOOL);
const unsound = like("a\\");

const cases: readonly { readonly name: string; readonly given: PhysicalExpr[]; readonly want: PhysicalExpr[] }[] = [
  { name: "machine values, beginnings, searches", given: [contains, begins, less], want: [less, begins, contains] },
  { name: "equal costs keep their order", given: [begins, like("g%"), less], want: [less, begins, like("g%")] },
  { name: "what can fail stays", given: [contains, quotient], want: [contains, quotient] },
  { name: "what cannot fail passes it", given: [contains, quotient, less], want: [less, contains, quotient] },
  { name: "a pattern that is an error stays", given: [contains, unsound, begins], want: [begins, contains, unsound] },
];
for (const { name, given, want } of cases) {
  test(name, () => {
    const ordered = inCheapestOrder({ kind: "and", args: given, type: { kind: "bool" } }, functions);
    assert.deepEqual(ordered.kind === "and" ? ordered.args : [], want);
  });
}

test("what is in order, or no AND, stays the same object", () => {
  const and: PhysicalExpr = { kind: "and", args: [less, contains], type: { kind: "bool" } };
  assert.equal(inCheapestOrder(and, functions), and);
  assert.equal(inCheapestOrder(contains, functions), contains);
});
