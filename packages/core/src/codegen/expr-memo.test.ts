// What is remembered for expressions: by identity and key, apart for each owner.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalExpr } from "../expr/expr.ts";
import { INT4 } from "../type/logical-type.ts";
import { ExprMemo, KnownMemo, knownExpr, memoPerOwner } from "./expr-memo.ts";

const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: INT4 });

test("a value is made once for the same expressions and key", () => {
  const memo = new ExprMemo<number>();
  const [a, b] = [input(0), input(1)];
  let made = 0;
  const get = (exprs: readonly PhysicalExpr[], key: string): number => memo.get(exprs, key, () => ++made);
  assert.equal(get([a, b], "x"), 1);
  assert.equal(get([a, b], "x"), 1);
  assert.equal(get([a, b], "y"), 2);
  assert.equal(get([a], "x"), 3);
  assert.equal(get([b, a], "x"), 4);
  assert.equal(get([input(0), b], "x"), 5, "an equal expression is another one");
  assert.equal(get([], "x"), 6);
  assert.equal(get([], "x"), 7, "nothing is remembered for no expressions");
  assert.equal(get([a, b], "x"), 1);
});

test("owners share nothing", () => {
  const memoOf = memoPerOwner<string>();
  const exprs = [input(0)];
  const [one, other] = [{}, {}];
  assert.equal(
    memoOf(one).get(exprs, "", () => "one"),
    "one",
  );
  assert.equal(
    memoOf(other).get(exprs, "", () => "other"),
    "other",
  );
  assert.equal(
    memoOf(one).get(exprs, "", () => "again"),
    "one",
  );
});

test("equal expressions are known by the first of them, to one owner", () => {
  const [one, other] = [{}, {}];
  const first = input(3);
  assert.equal(knownExpr(one, first), first);
  assert.equal(knownExpr(one, input(3)), first);
  assert.notEqual(knownExpr(one, input(4)), first);
  const own = input(3);
  assert.equal(knownExpr(other, own), own);
  assert.equal(knownExpr(one, own), first);
});

test("of values for equal expressions those that were asked for last are kept", () => {
  const memo = new KnownMemo<number>();
  const first = input(0);
  const others = Array.from({ length: 1000 }, (_, index) => input(index + 1));
  let made = 0;
  const get = (exprs: readonly PhysicalExpr[], key = ""): number => memo.get(exprs, key, () => ++made);
  assert.equal(get([first]), 1);
  assert.equal(get([first], "other"), 2);
  for (const other of others) {
    get([first, other]);
    assert.equal(get([first]), 1, "asked for again and again");
  }
  assert.equal(made, 1002);
  assert.equal(get([first, others[999] as PhysicalExpr]), 1002);
  assert.equal(get([first, others[0] as PhysicalExpr]), 1003, "made anew");
});
