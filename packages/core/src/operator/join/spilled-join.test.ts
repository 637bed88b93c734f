// Joins whose build sides go to disk, against their definition over all pairs of rows: at every size from which they
// do, with keys that spread and keys that do not, NULLs, residual predicates, any batch size, several threads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "../../common/error.ts";
import { eachFault, faultState, faultyDisk, type MemoryDisk } from "../spill/spill.fixture.ts";
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
  "a text, NULL equal": [{ column: 2, nullsEqual: true }],
  "an integer, and a text with NULL equal": [
    { column: 1, nullsEqual: false },
    { column: 2, nullsEqual: true },
  ],
};
const LOOP_KEYS: Readonly<Record<string, JoinCase["keys"]>> = {
  "every pair": [],
  "an equality": [{ column: 1, nullsEqual: false }],
};

/** One row, some, nearly all. */
const THRESHOLDS = [1, 6_000, 30_000];
const SIZES = [1, 63, 64, 65, 8192];

function check(joinCase: JoinCase, runs: readonly Run[], probe: readonly Row[], build: readonly Row[]): void {
  const expected = expectedRows(joinCase, probe, build);
  for (const run of runs) {
    const at = `spilled at ${run.spillAt}, batches of ${run.batchRows}, ${run.threads} threads`;
    if (expected === undefined) assert.throws(() => runJoin(joinCase, run, probe, build), { sqlstate: "21000" }, at);
    else assert.deepEqual(sorted(runJoin(joinCase, run, probe, build)), sorted(expected), at);
  }
}

/** Each threshold with some of the batch sizes. */
function runsOf(nestedLoop: boolean, seed: number): readonly Run[] {
  return THRESHOLDS.map((spillAt, position) => {
    const batchRows = SIZES[(seed + position) % SIZES.length] as number;
    const shared = batchRows !== 64;
    return { batchRows, shared, threads: 1 + (position % 2), layout: "flat", nestedLoop, spillAt };
  });
}

for (const join of KINDS) {
  for (const residual of [false, true]) {
    for (const [name, keys] of Object.entries(KEYS)) {
      test(`${join} join on ${name}${residual ? " with a residual predicate" : ""}`, () => {
        const sizes = [
          [90, 120, 30],
          [90, 120, 3000],
          [40, 120, 1],
          [70, 0, 4],
          [0, 70, 4],
        ] as const;
        for (const [at, [probeRows, buildRows, distinct]] of sizes.entries()) {
          const next = random(at + 1);
          const probe = randomRows(next, probeRows, distinct, at !== 1);
          const build = randomRows(next, buildRows, distinct, at !== 1);
          check({ join, keys, residual }, runsOf(false, at), probe, build);
        }
      });
    }
    for (const [name, keys] of Object.entries(LOOP_KEYS)) {
      test(`${join} nested loop over ${name}${residual ? " and an inequality" : ""}`, () => {
        for (const [at, [probeRows, buildRows]] of (
          [
            [50, 70],
            [20, 1],
            [40, 0],
            [0, 40],
          ] as const
        ).entries()) {
          const next = random(at + 10);
          const probe = randomRows(next, probeRows, 20, true);
          const build = randomRows(next, buildRows, 20, true);
          check({ join, keys, residual }, runsOf(true, at), probe, build);
        }
      });
    }
  }
}

test("one key has most of the rows", () => {
  const keys = [{ column: 1, nullsEqual: false }];
  const next = random(4);
  const skewed = (rows: number): Row[] =>
    randomRows(next, rows, 40, true).map((row, at) => (at % 10 === 0 ? row : [row[0] ?? 0n, 7, "seven", row[3] ?? 0]));
  for (const join of KINDS) {
    if (join === "single") continue;
    const run = { batchRows: 64, shared: true, threads: 2, layout: "flat", nestedLoop: false, spillAt: 3_000 } as const;
    check({ join, keys, residual: join !== "inner" }, [run], skewed(150), skewed(300));
  }
});

test("wide rows", () => {
  const wide = (rows: number): Row[] =>
    Array.from({ length: rows }, (_, row) => [BigInt(row), row % 50, `${row % 9}`.repeat(9_000), row]);
  const run = { batchRows: 64, shared: true, threads: 1, layout: "flat", nestedLoop: false, spillAt: 100_000 } as const;
  for (const join of ["full", "mark", "right-semi"] as const) {
    check({ join, keys: [{ column: 1, nullsEqual: false }], residual: true }, [run], wide(60), wide(90));
  }
});

for (const [name, nestedLoop, keys] of [
  ["a hash join", false, [{ column: 1, nullsEqual: false }]],
  ["a nested loop", true, []],
] as const) {
  test(`${name} on a disk that fails: at each call, in each way`, () => {
    const next = random(21);
    const [probe, build] = [randomRows(next, 60, 30, true), randomRows(next, 90, 30, true)];
    const run = { batchRows: 64, shared: true, threads: 2, layout: "flat", nestedLoop, spillAt: 3_000 } as const;
    const work = (disk: MemoryDisk): Row[] => runJoin({ join: "full", keys, residual: true }, run, probe, build, disk);
    eachFault(work, (fault) => {
      const disk = faultyDisk(fault);
      const at = JSON.stringify(fault);
      assert.throws(
        () => work(disk),
        (thrown) => thrown instanceof FfqError && thrown.code === "IO" && thrown.sqlstate === faultState(fault),
        at,
      );
      assert.ok(disk.happened(), at);
    });
  });
}
