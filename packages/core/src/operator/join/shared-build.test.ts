// Build sides that several threads finish, against the definition of each join: arrays and hashed tables, keys of one
// word and of more, NULLs, equal keys on several threads, more threads than chunks.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import { expectedRows, type JoinCase, KINDS, random, randomRows, runJoin, sorted } from "./join.fixture.ts";

const KEYS: Readonly<Record<string, JoinCase["keys"]>> = {
  "an integer": [{ column: 1, nullsEqual: false }],
  "an integer, NULL equal": [{ column: 1, nullsEqual: true }],
  "two integers": [
    { column: 1, nullsEqual: false },
    { column: 3, nullsEqual: false },
  ],
  "an integer, and one with NULL equal": [
    { column: 3, nullsEqual: true },
    { column: 1, nullsEqual: false },
  ],
  "an integer and a text": [
    { column: 1, nullsEqual: false },
    { column: 2, nullsEqual: false },
  ],
};

const SIZES: readonly (readonly [rows: number, distinct: number])[] = [
  [0, 4],
  [1, 4],
  [64, 10],
  [65, 1000],
  [300, 250],
];

/** A single join's rows have one match each at most. */
function isTested(join: PhysicalJoinKind, distinct: number): boolean {
  return join !== "single" || distinct >= 250;
}

for (const [name, keys] of Object.entries(KEYS)) {
  for (const stride of [1, 97, 100_000]) {
    test(`${name}, ${stride} apart`, () => {
      for (const [at, [rows, distinct]] of SIZES.entries()) {
        for (const join of KINDS.filter((kind) => isTested(kind, distinct))) {
          const nulls = at % 2 === 0;
          const next = random(at + stride);
          const [probe, build] = [
            randomRows(next, 90, distinct, nulls, stride),
            randomRows(next, rows, distinct, nulls, stride),
          ];
          const joinCase = { join, keys, residual: at === 4 };
          const expected = expectedRows(joinCase, probe, build);
          if (expected === undefined) continue;
          for (const shares of [[2, 3, 7][(at + stride) % 3] as number]) {
            const run = { batchRows: 64, shared: shares !== 3, threads: 3, layout: "flat", nestedLoop: false } as const;
            assert.deepEqual(
              sorted(runJoin(joinCase, { ...run, shares }, probe, build)),
              sorted(expected),
              `${join}, ${rows} rows, ${shares} shares`,
            );
          }
        }
      }
    });
  }
}
