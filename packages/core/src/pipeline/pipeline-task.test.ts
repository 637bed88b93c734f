// One task's dealings with whoever reads its outputs: they are read in the order of the morsels, and make room only then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { systemClock } from "../common/clock.ts";
import { contextOf } from "../operator/context.fixture.ts";
import { INT4 } from "../type/logical-type.ts";
import { PipelineTask } from "./pipeline-task.ts";
import type { PipelineWork, Report } from "./protocol.ts";

const fields = [{ name: "x", type: INT4, nullable: true }];
const work = (rows: number, credit: number): PipelineWork => ({
  kind: "pipeline",
  morsels: [],
  source: { kind: "values", fields, rows: Array.from({ length: rows }, (_, at) => [at]) },
  transforms: [],
  sink: { kind: "result", fields },
  states: new Map(),
  credit,
});

/** Outputs by morsel, taken by a reader that reads a morsel when the one before is known to be done. */
function readInOrder(task: PipelineTask, reports: Report[]): Map<number, number> {
  const waiting: Extract<Report, { kind: "output" }>[] = [];
  const done = new Set<number>();
  const read = new Map<number, number>();
  const take = (): void => {
    for (const { morsel } of waiting.splice(0).filter((output) => keep(output))) {
      read.set(morsel, (read.get(morsel) ?? 0) + 1);
      task.addCredit();
    }
  };
  const keep = (output: Extract<Report, { kind: "output" }>): boolean => {
    const isNext = output.morsel === 0 || done.has(output.morsel - 1);
    if (!isNext) waiting.push(output);
    return isNext;
  };
  while (task.isReady) {
    task.runSlice(Number.POSITIVE_INFINITY);
    for (const report of reports.splice(0)) {
      if (report.kind === "output") waiting.push(report);
      if (report.kind === "morsels-done") for (const morsel of report.morsels) done.add(morsel);
      if (report.kind === "finished") for (const morsel of report.morsels ?? []) done.add(morsel);
      assert.notEqual(report.kind, "failed");
    }
    take();
  }
  take();
  return read;
}

for (const morsels of [1, 2, 3]) {
  for (const credit of [1, 4]) {
    test(`outputs wait for those of morsels before: ${morsels} morsels, room for ${credit}`, () => {
      const arena = Arena.create({ shared: false });
      const region = Region.create(arena, Budget.create(arena));
      const reports: Report[] = [];
      const task = new PipelineTask(1, contextOf(arena, region, 16), work(20, credit), systemClock, (report) =>
        reports.push(report),
      );
      for (let number = 0; number < morsels; number++) task.push([{ number, morsel: { kind: "whole" } }]);
      task.finish(false);
      const read = readInOrder(task, reports);
      assert.equal(task.isDone, true);
      assert.deepEqual(
        [...read],
        Array.from({ length: morsels }, (_, morsel) => [morsel, 1]),
      );
      region.release();
    });
  }
}
