// The order in which a contest runs its queries, and what it makes of queries that fail: over engines that only say what
// they were asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Engine } from "@ffq/client";
import { type ContestQuery, contest } from "./contest.ts";
import type { Duck } from "./duckdb.ts";

/** Asked so often, an engine answers one row of the text, or fails where it is told to. */
function enginesOf(answer: (sql: string, asked: number) => string): {
  readonly engine: Engine;
  readonly duck: Duck;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const times = new Map<string, number>();
  const query = async (sql: string): Promise<unknown> => {
    asked.push(`ffq ${sql}`);
    const count = (times.get(sql) ?? 0) + 1;
    times.set(sql, count);
    const text = answer(sql, count);
    return {
      columns: [{ name: "c", type: { kind: "text" } }],
      async *textRows() {
        yield [[text]];
      },
      async *[Symbol.asyncIterator]() {},
    };
  };
  const duck = {
    consume: async (sql: string) => void asked.push(`duckdb ${sql}`),
    rows: async () => [["right"]],
  };
  return { engine: { query } as unknown as Engine, duck: duck as unknown as Duck, asked };
}

const queries: readonly ContestQuery[] = ["a", "b", "c"].map((name) => ({ name, sql: name, order: [] }));

/** What the contest printed is not looked at here. */
async function silently<Result>(work: () => Promise<Result>): Promise<Result> {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}

test("all queries run twice and are compared, then they are measured in rounds", async () => {
  const { engine, duck, asked } = enginesOf(() => "right");
  const times = await silently(async () => contest(engine, duck, queries, { least: 2, seconds: 0 }, "wall"));
  const first = ["a", "b", "c"].flatMap((sql) => {
    const both = [`ffq ${sql}`, `duckdb ${sql}`];
    return [...both, ...both, `ffq ${sql}`];
  });
  const round = ["a", "b", "c"].flatMap((sql) => [`ffq ${sql}`, `duckdb ${sql}`]);
  assert.deepEqual(asked, [...first, ...round, ...round]);
  assert.deepEqual(
    times.map(({ name, runs, fault }) => [name, runs, fault]),
    [
      ["a", 2, undefined],
      ["b", 2, undefined],
      ["c", 2, undefined],
    ],
  );
});

test("a wrong answer and a failure are told, and what failed has no times", async () => {
  const { engine, duck } = enginesOf((sql, asked) => {
    if (sql === "b" && asked === 4) throw new Error("broken later");
    if (sql === "c") throw new Error("broken");
    return sql === "a" ? "wrong" : "right";
  });
  const [a, b, c] = await silently(async () => contest(engine, duck, queries, { least: 3, seconds: 0 }, "wall"));
  assert.match(a?.fault ?? "", /wrong/);
  assert.equal(a?.runs, 3);
  assert.deepEqual([b?.fault, b?.runs, b?.ffq], ["broken later", 0, Number.NaN]);
  assert.deepEqual([c?.fault, c?.runs, c?.ffq, c?.ffqCold], ["broken", 0, Number.NaN, Number.NaN]);
});
