// Joins of every kind against their definition over all pairs of rows, random and at the edges: NULLs, duplicates,
// residual predicates, keys for which NULL equals NULL, empty sides, any batch size, several threads.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import {
  expectedRows,
  type JoinCase,
  KINDS,
  type Row,
  type Run,
  random,
  randomRows,
  runJoin,
  sorted,
} from "./join.fixture.ts";

const KEYS: Readonly<Record<string, JoinCase["keys"]>> = {
  "an integer": [{ column: 1, nullsEqual: false }],
  "a text": [{ column: 2, nullsEqual: false }],
  "an integer, NULL equal": [{ column: 1, nullsEqual: true }],
  "a text, NULL equal": [{ column: 2, nullsEqual: true }],
  "an integer and a text": [
    { column: 1, nullsEqual: false },
    { column: 2, nullsEqual: false },
  ],
  "an integer, and a text with NULL equal": [
    { column: 1, nullsEqual: false },
    { column: 2, nullsEqual: true },
  ],
  "two with NULL equal": [
    { column: 2, nullsEqual: true },
    { column: 1, nullsEqual: true },
  ],
};

const RUN: Run = { batchRows: 64, shared: true, threads: 1, layout: "flat", nestedLoop: false };

function check(
  joinCase: JoinCase,
  runs: readonly Run[],
  probe: readonly Row[],
  build: readonly Row[],
  note: string,
): void {
  const expected = expectedRows(joinCase, probe, build);
  const texts = expected === undefined ? [] : sorted(expected);
  for (const run of runs) {
    const at = `${note}, batches of ${run.batchRows}`;
    if (expected === undefined) {
      const second = "more than one row returned by a subquery used as an expression";
      assert.throws(
        () => runJoin(joinCase, run, probe, build),
        { code: "DATA", sqlstate: "21000", message: second },
        at,
      );
    } else {
      assert.deepEqual(sorted(runJoin(joinCase, run, probe, build)), texts, at);
    }
  }
}

/** Runs with batches of these sizes, in changing layouts, memories and numbers of threads. */
function runsOf(batchSizes: readonly number[], nestedLoop: boolean): readonly Run[] {
  const layouts = ["flat", "reversed", "dictionary"] as const;
  return batchSizes.map((batchRows) => ({
    batchRows,
    layout: layouts[batchRows % 3] ?? "flat",
    shared: batchRows !== 64,
    threads: batchRows === 63 ? 3 : 1,
    nestedLoop,
  }));
}

const SIZES = [1, 63, 64, 65, 8192];

for (const join of KINDS) {
  for (const [name, keys] of Object.entries(KEYS)) {
    for (const residual of [false, true]) {
      const joinCase = { join, keys, residual };
      test(`${join} join on ${name}${residual ? " with a residual predicate" : ""}`, () => {
        const sizes = [
          [90, 70, 20],
          [90, 70, 2000],
          [30, 3, 4],
          [70, 0, 4],
          [0, 70, 4],
        ] as const;
        for (const [at, [probeRows, buildRows, distinct]] of sizes.entries()) {
          for (const nulls of [false, true]) {
            const next = random(at + 1);
            const probe = randomRows(next, probeRows, distinct, nulls);
            const build = randomRows(next, buildRows, distinct, nulls);
            const batchSizes = at < 2 && nulls === (at === 0) ? SIZES : [63];
            check(joinCase, runsOf(batchSizes, false), probe, build, `size ${at}, nulls ${nulls}`);
          }
        }
      });
    }
  }
}

const LOOP_KEYS: Readonly<Record<string, JoinCase["keys"]>> = {
  "every pair": [],
  "an equality": [{ column: 1, nullsEqual: false }],
  "equalities of which one takes NULL as equal": [
    { column: 1, nullsEqual: true },
    { column: 3, nullsEqual: false },
  ],
};

for (const join of KINDS) {
  for (const [name, keys] of Object.entries(LOOP_KEYS)) {
    for (const residual of [false, true]) {
      test(`${join} nested loop over ${name}${residual ? " and an inequality" : ""}`, () => {
        for (const [at, [probeRows, buildRows]] of [
          [70, 90],
          [20, 1],
          [40, 0],
          [0, 40],
        ].entries()) {
          const next = random(at + 10);
          const probe = randomRows(next, probeRows as number, 20, true);
          const build = randomRows(next, buildRows as number, 20, true);
          check({ join, keys, residual }, runsOf(SIZES, true), probe, build, `size ${at}`);
        }
      });
    }
  }
}

test("one key of thousands of rows on either side: output comes in bounded batches", () => {
  const same = (rows: number): Row[] => Array.from({ length: rows }, (_, row) => [BigInt(row), 5, "same", row % 10]);
  const keys = [{ column: 1, nullsEqual: false }];
  for (const residual of [false, true]) {
    const rows = runJoin({ join: "left", keys, residual }, { ...RUN, batchRows: 100 }, same(300), same(700));
    assert.equal(rows.length, residual ? (300 * 700 * 45) / 100 + 30 : 300 * 700);
  }
  for (const join of ["semi", "anti", "mark", "right-semi", "right-anti"] as PhysicalJoinKind[]) {
    check({ join, keys, residual: true }, [{ ...RUN, batchRows: 100 }], same(300), same(700), join);
  }
});

// Too sparse for an array; the last one too sparse for a filter as well.
for (const stride of [97, 100_000]) {
  test(`integers ${stride} apart`, () => {
    for (const keys of [
      [{ column: 1, nullsEqual: false }],
      [{ column: 1, nullsEqual: true }],
      [
        { column: 3, nullsEqual: true },
        { column: 1, nullsEqual: false },
      ],
    ]) {
      for (const join of KINDS) {
        for (const nulls of [false, true]) {
          const next = random(5);
          const build = randomRows(next, 150, 200, nulls, stride);
          const probe = [
            ...randomRows(next, 200, 250, nulls, stride),
            ...[-(2 ** 31), 2 ** 31 - 1, -4 * stride, 197 * stride].map(
              (key, row): Row => [BigInt(1000 + row), key, "", 1],
            ),
          ];
          check({ join, keys, residual: join === "single" }, runsOf([63, 65, 8192], false), probe, build, join);
        }
      }
    }
  });
}

test("a table of many keys, two threads", () => {
  const keys = [{ column: 1, nullsEqual: false }];
  const next = random(3);
  const probe = randomRows(next, 900, 700, true);
  const build = randomRows(next, 700, 700, true);
  for (const join of KINDS) {
    if (join === "single") continue;
    check({ join, keys, residual: false }, [{ ...RUN, batchRows: 256, threads: 2 }], probe, build, join);
  }
});
