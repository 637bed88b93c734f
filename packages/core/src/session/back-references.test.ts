// Back references in long texts: what PostgreSQL 18.4 answers, and the error of every function where trying takes too long: none of
// them takes that for no match.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openSession } from "./session.fixture.ts";

let at: Awaited<ReturnType<typeof openSession>>;
before(async () => {
  at = await openSession();
});
after(() => at.close());

const twice = "repeat('xy', 2000), '^(.*)\\1$'";
const answers: readonly (readonly [sql: string, answer: unknown])[] = [
  ["repeat('xy', 2000) ~ '^(.*)\\1$'", true],
  ["repeat('xy', 2000) !~ '^(.*)\\1$'", false],
  ["repeat('xy', 2000) || 'z' ~ '^(.*)\\1$'", false],
  [`regexp_count(${twice})`, 1],
  [`regexp_instr(${twice})`, 1],
  [`(select count(*) from regexp_matches(${twice}))`, 1n],
  [`regexp_replace(${twice}, 'M')`, "M"],
  [`cardinality(regexp_split_to_array(${twice}))`, 2],
  [`length((regexp_match(${twice}))[1])`, 2000],
  [`length(regexp_substr(${twice}))`, 4000],
];

test("halves that are the same", async () => {
  for (const [sql, answer] of answers) assert.deepEqual(await at.values(`select ${sql} as x`), [[answer]], sql);
});

const long = "repeat('ab', 20000 + g)";
const tooLong = "2201B invalid regular expression: regular expression is too complex";
const calls = [
  `${long} ~ '(a|b)*\\1'`,
  `${long} !~* '(a|b)*\\1'`,
  `regexp_like(${long}, '(a|b)*\\1')`,
  `regexp_count(${long}, '(a|b)*\\1')`,
  `regexp_instr(${long}, '(a|b)*\\1')`,
  `regexp_substr(${long}, '(a|b)*\\1')`,
  `substring(${long} from '(a|b)*\\1')`,
  `regexp_replace(${long}, '(a|b)*\\1', 'x')`,
  `regexp_match(${long}, '(a|b)*\\1')`,
  `regexp_split_to_array(${long}, '(a|b)*\\1')`,
  `(select count(*) from regexp_matches(${long}, '(a|b)*\\1', 'g'))`,
  `(select count(*) from regexp_split_to_table(${long}, '(a|b)*\\1'))`,
];

test("too long to try", async () => {
  for (const call of calls) {
    assert.equal(await at.error(`select ${call} as x from generate_series(1, 2) as g`), tooLong, call);
    assert.equal(await at.error(`select ${call.replaceAll("20000 + g", "20000")} as x`), tooLong, call);
  }
  assert.equal(await at.error(`select count(*) from generate_series(1, 2) as g where ${calls[0]}`), tooLong);
});
