// Numbers, dates and intervals against what PostgreSQL 18.4 answered (arithmetic.facts.jsonl): operators and
// functions over fixed and variable numerics of every width, doubles, dates, timestamps and intervals.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { type Answer, answerOf, callOf, constantOf, readFacts, typeNamed } from "../facts.fixture.ts";
import { constantFolder } from "../fold.ts";

interface Fact extends Answer {
  readonly f: string;
  readonly args: readonly (readonly [type: string, text: string | null])[];
}

const facts = readFacts<Fact>(new URL("arithmetic.facts.jsonl", import.meta.url));
const isOperator = (name: string): boolean => /^\W/.test(name);

/** The same value, but not a constant to who decides the result's type. */
function hidden(value: PhysicalExpr): PhysicalExpr {
  return { kind: "coalesce", args: [value], type: value.type };
}

/** Doubles may differ in the last digit: the libraries of C and of the kernels round differently. */
function isNear(got: Answer, { args, is }: Fact): boolean {
  if (typeof got.is !== "string" || typeof is !== "string" || !args.some(([type]) => type === "float8")) return false;
  const [a, b] = [Number(got.is), Number(is)];
  return Math.abs(a - b) <= 4e-16 * Math.abs(b);
}

for (const name of new Set(facts.map(({ f }) => f))) {
  test(`${name} as PostgreSQL`, () => {
    for (const fact of facts) {
      if (fact.f !== name) continue;
      const args = fact.args.map(([type, text]) => constantOf(typeNamed(type), text));
      const { f: _f, args: _args, ...want } = fact;
      const answers = [
        answerOf(() => callOf(name, args, isOperator(name))),
        answerOf(() => callOf(name, args.map(hidden), isOperator(name))),
      ];
      for (const got of answers) if (!isNear(got, fact)) assert.deepEqual(got, want, JSON.stringify(fact));
    }
  });
}

test("a fixed-scale result past 128 bits is an error, never a wrong number", () => {
  const huge = constantOf(typeNamed("numeric(38,6)"), "99999999999999999999999999999999.999999");
  for (const name of ["+", "*"]) {
    assert.throws(
      () => constantFolder().evaluate(callOf(name, [hidden(huge), huge], true)),
      (thrown: unknown) => thrown instanceof FfqError && thrown.sqlstate === "22003",
    );
  }
});

test("constants have the digits that they show: their results have as many as it takes", () => {
  const huge = constantOf(typeNamed("numeric(38,0)"), "99999999999999999999999999999999999999");
  const rows = [
    ["+", "199999999999999999999999999999999999998"],
    ["-", "0"],
    ["*", "9999999999999999999999999999999999999800000000000000000000000000000000000001"],
  ] as const;
  for (const [name, is] of rows)
    assert.deepEqual(
      answerOf(() => callOf(name, [huge, huge], true)),
      { is },
    );
});
