// CAST of values of every type to every type against what PostgreSQL 18 answered (cast.facts.jsonl).
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CastForm, PhysicalExpr } from "../../expr/expr.ts";
import { type Answer, answerOf, constantOf, readFacts, typeNamed } from "../facts.fixture.ts";
import { castCanFail } from "./casts.ts";

interface Fact extends Answer {
  readonly from: string;
  readonly value: string | null;
  readonly to: string;
}

function cast(from: string, value: string | null, to: string, form: CastForm): PhysicalExpr {
  return { kind: "cast", input: constantOf(typeNamed(from), value), type: typeNamed(to), form };
}

const bySource = new Map<string, Fact[]>();
for (const fact of readFacts<Fact>(new URL("cast.facts.jsonl", import.meta.url))) {
  const known = bySource.get(fact.from);
  if (known === undefined) bySource.set(fact.from, [fact]);
  else known.push(fact);
}

for (const [from, facts] of bySource) {
  test(`casts from ${from}, ${facts.length} facts`, () => {
    for (const fact of facts) {
      const answer = answerOf(() => cast(from, fact.value, fact.to, "explicit"));
      const label = JSON.stringify(fact);
      assert.equal(answer.fails, fact.fails, label);
      assert.equal(answer.is, fact.is, label);
      if (fact.fails !== undefined) {
        assert.ok(castCanFail(typeNamed(from), typeNamed(fact.to), "explicit"), `${label} cannot fail`);
        // One message for what PostgreSQL tells apart: NaN and infinity.
        assert.equal(
          answer.says?.replace("NaN or infinity", "NaN"),
          fact.says?.replace("convert infinity", "convert NaN"),
        );
      }
    }
  });
}

const stored: readonly { readonly value: string; readonly to: string; readonly is: Answer }[] = [
  { value: "abc", to: "varchar(3)", is: { is: "abc" } },
  { value: "abc  ", to: "varchar(3)", is: { is: "abc" } },
  { value: "abcd", to: "varchar(3)", is: { fails: "22001", says: "value too long for type character varying(3)" } },
  { value: "abcdef", to: "bpchar(5)", is: { fails: "22001", says: "value too long for type character(5)" } },
  { value: "日本語", to: "varchar(3)", is: { is: "日本語" } },
];

for (const { value, to, is } of stored) {
  test(`storing ${JSON.stringify(value)} into ${to}`, () => {
    assert.deepEqual(
      answerOf(() => cast("text", value, to, "assignment")),
      is,
    );
  });
}

test("NaN has no place in a numeric with a precision: refused, not lost", () => {
  const answer = answerOf(() => cast("numeric", "NaN", "numeric(5,2)", "explicit"));
  assert.equal(answer.fails, "0A000");
});
