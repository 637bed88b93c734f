// Conjuncts by what they cost, and by what they let through: those that can end the query stay behind what stands before
// them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalExpr } from "../expr/expr.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { BOOL, INT4, TEXT } from "../type/logical-type.ts";
import { betterOrder, type Conjunct, conjunctsOf, inOrder, orderByWork } from "./conjunct-order.ts";

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
const allOf = (...args: readonly PhysicalExpr[]): PhysicalExpr => ({ kind: "and", args, type: { kind: "bool" } });

const contains = like("%c_r%");
const begins = like("f%");
const less = call("<(int4,int4)", [input(1, INT4), number(5)], BOOL);
const more = call(">(int4,int4)", [input(1, INT4), number(2)], BOOL);
const quotient = call("<(int4,int4)", [call("/(int4,int4)", [number(1), input(1, INT4)], INT4), number(5)], BOOL);
const unsound = like("a\\");

const cases: readonly { readonly name: string; readonly given: PhysicalExpr[]; readonly want: PhysicalExpr[] }[] = [
  { name: "machine values, beginnings, searches", given: [contains, begins, less], want: [less, begins, contains] },
  { name: "equal costs keep their order", given: [begins, like("g%"), less], want: [less, begins, like("g%")] },
  { name: "what can fail stays", given: [contains, quotient], want: [contains, quotient] },
  { name: "what cannot fail passes it", given: [contains, quotient, less], want: [less, contains, quotient] },
  { name: "a pattern that is an error stays", given: [contains, unsound, begins], want: [begins, contains, unsound] },
  { name: "machine values are one", given: [less, contains, more], want: [allOf(less, more), contains] },
  { name: "nothing but machine values", given: [less, more], want: [allOf(less, more)] },
];
for (const { name, given, want } of cases) {
  test(name, () => {
    const conjuncts = conjunctsOf(allOf(...given), functions);
    assert.deepEqual(inOrder(conjuncts, orderByWork(conjuncts)), want);
  });
}

test("a predicate that is no AND is its only conjunct", () => {
  assert.deepEqual(
    conjunctsOf(contains, functions).map(({ expr }) => expr),
    [contains],
  );
});

test("of very many nothing is measured", () => {
  const conjuncts = conjunctsOf(allOf(...Array.from({ length: 2000 }, () => contains), begins), functions);
  assert.equal(conjuncts.length, 1);
  const [only] = conjuncts;
  assert.deepEqual(only?.expr, allOf(begins, ...Array.from({ length: 2000 }, () => contains)));
});

const alike = (work: number, isFixed = false): Conjunct => ({ expr: contains, places: [0], work, isFixed });
const kept = (asked: number, passed: number): { readonly asked: number; readonly passed: number } => ({
  asked,
  passed,
});

const measured: readonly {
  readonly name: string;
  readonly conjuncts: readonly Conjunct[];
  readonly order: readonly number[];
  readonly counts: readonly ReturnType<typeof kept>[];
  readonly want: readonly number[] | undefined;
}[] = [
  {
    name: "of equal work the one that lets least through is first",
    conjuncts: [alike(64), alike(64)],
    order: [0, 1],
    counts: [kept(1000, 900), kept(900, 9)],
    want: [1, 0],
  },
  {
    name: "an order that is best stays",
    conjuncts: [alike(64), alike(64)],
    order: [1, 0],
    counts: [kept(900, 800), kept(1000, 9)],
    want: undefined,
  },
  {
    name: "a little better is not better",
    conjuncts: [alike(64), alike(64)],
    order: [0, 1],
    counts: [kept(1000, 500), kept(500, 230)],
    want: undefined,
  },
  {
    name: "a costly one has to keep more away",
    conjuncts: [alike(64), alike(640)],
    order: [0, 1],
    counts: [kept(1000, 500), kept(500, 50)],
    want: undefined,
  },
  {
    name: "a cheap one that lets all through does not pay",
    conjuncts: [alike(30), alike(64)],
    order: [0, 1],
    counts: [kept(1000, 1000), kept(1000, 10)],
    want: [1, 0],
  },
  {
    name: "what can fail stays behind what stands before it",
    conjuncts: [alike(64), alike(64, true), alike(64)],
    order: [0, 1, 2],
    counts: [kept(1000, 990), kept(990, 900), kept(900, 9)],
    want: [2, 0, 1],
  },
  {
    name: "what nearly no row reached is not known",
    conjuncts: [alike(64), alike(64)],
    order: [0, 1],
    counts: [kept(1000, 5), kept(5, 0)],
    want: undefined,
  },
];
for (const { name, conjuncts, order, counts, want } of measured) {
  test(name, () => assert.deepEqual(betterOrder(conjuncts, order, counts), want));
}
