// The table of targets: what is read from a benchmark's last line, what counts as missed, and what makes a run fail.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isRight, type Run, readingOf, type Target, tableOf, targetsOf } from "./targets.ts";

const lines: readonly (readonly [output: string, reading: ReturnType<typeof readingOf>])[] = [
  [
    "geometric mean: ffq 12.5 ms, duckdb 10.0 ms; cold ratio 1.00\ntpch sf=1 threads=1 geomean=1.25 worst=q2:1.97 answers=21/22\n",
    { mean: 1.25, worst: 1.97, worstQuery: "q2", right: 21, asked: 22 },
  ],
  [
    "bench parquet sf=1 geomean=0.89 worst=texts, delta lengths:1.20 answers=24/24\n",
    { mean: 0.89, worst: 1.2, worstQuery: "texts, delta lengths", right: 24, asked: 24 },
  ],
  ["coldstart ffq=167ms duckdb=113ms geomean=1.48\n", { mean: 1.48 }],
  [
    "scaling sf=1 source=parquet gain=1.61 duckdb=1.67 two_processes=1.64 answers=22/22\n",
    { gain: 1.61, peerGain: 1.67, processesGain: 1.64, right: 22, asked: 22 },
  ],
  ["join: 3.1 ns a row\n", {}],
];
for (const [output, reading] of lines) {
  test(`reads ${JSON.stringify(output.trimEnd().split("\n").at(-1))}`, () => {
    assert.deepEqual(readingOf(output), reading);
  });
}

const aimed: Target = { name: "tpch-parquet", argv: ["tpch"], perThreads: true, mean: 1, worst: 2 };
const run = (threads: number, reading: Run["reading"]): Run => ({ target: aimed, threads, reading });
const right = { right: 22, asked: 22 };

test("marks what was missed, names the worst query and sums up", () => {
  const table = tableOf([
    run(1, { mean: 0.9, worst: 2.5, worstQuery: "q18", ...right }),
    run(2, { mean: 1.1, worst: 1.5, worstQuery: "q2", ...right }),
  ]);
  assert.deepEqual(table.slice(1), [
    "tpch-parquet        1  0.90 (1.00)       2.50 (2.00) ! q18                  answers 22/22",
    "tpch-parquet        2  1.10 (1.00) !     1.50 (2.00) q2                     answers 22/22",
    "bench all targets=4 met=2 wrong=0",
  ]);
});

test("what two threads gain is to be at least so much, and stands beside what the machine gives", () => {
  const target: Target = { name: "scaling", argv: ["scaling"], perThreads: false, gain: 1.7 };
  const lines = (gain: number): readonly string[] =>
    tableOf([{ target, threads: undefined, reading: { gain, peerGain: 1.67, processesGain: 1.64, ...right } }]).slice(
      1,
    );
  assert.deepEqual(lines(1.61), [
    "scaling                gain 1.61 (1.70) !, duckdb 1.67, processes 1.64      answers 22/22",
    "bench all targets=1 met=0 wrong=0",
  ]);
  assert.equal(lines(1.71).at(-1), "bench all targets=1 met=1 wrong=0");
  const failed: Run = { target, threads: undefined, reading: "failed" };
  assert.equal(tableOf([failed]).at(-1), "bench all targets=1 met=0 wrong=1");
});

test("only a different answer or a failure makes a run wrong", () => {
  assert.equal(isRight(run(1, { mean: 9, worst: 9, ...right })), true);
  assert.equal(isRight(run(1, {})), true);
  assert.equal(isRight(run(1, { mean: 0.5, worst: 0.5, right: 21, asked: 22 })), false);
  assert.equal(isRight(run(1, "failed")), false);
  assert.deepEqual(tableOf([run(1, "failed")]).slice(1), [
    "tpch-parquet        1  FAILED",
    "bench all targets=2 met=0 wrong=1",
  ]);
});

test("every benchmark has a name of its own", () => {
  const names = targetsOf({ sf: "1", largeSf: "10", rows: "10" }).map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});
