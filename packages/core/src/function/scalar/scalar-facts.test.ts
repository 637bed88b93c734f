// Functions and operators against what PostgreSQL 18 answered (scalar.facts.jsonl): overloads, values, NULLs,
// SQLSTATEs. The calls are resolved as the binder resolves them, and run by the interpreter over the kernels.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, answerOf, callOf, constantOf, readFacts, typeNamed } from "../facts.fixture.ts";

interface Fact extends Answer {
  readonly f: string;
  readonly args: readonly (readonly [string, string | null])[];
}

const byName = new Map<string, Fact[]>();
for (const fact of readFacts<Fact>(new URL("scalar.facts.jsonl", import.meta.url))) {
  const named = byName.get(fact.f);
  if (named === undefined) byName.set(fact.f, [fact]);
  else named.push(fact);
}

for (const [name, facts] of byName) {
  test(`${name}, ${facts.length} facts`, () => {
    for (const fact of facts) {
      const args = (): Parameters<typeof callOf>[1] =>
        fact.args.map(([type, text]) => constantOf(typeNamed(type), text));
      const answer = answerOf(() => callOf(name, args(), /^\W/.test(name)));
      const label = JSON.stringify(fact);
      assert.equal(answer.fails, fact.fails, label);
      assert.equal(answer.is, fact.is, label);
      if (fact.fails !== undefined) assert.equal(answer.says, fact.says, label);
    }
  });
}
