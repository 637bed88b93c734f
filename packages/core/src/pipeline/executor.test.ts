// Whose turn it is on a thread: row groups are encoded one after the other, in the order in which they began, a column at a
// time, so that what else the thread has comes in between.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { systemClock } from "../common/clock.ts";
import { contextOf } from "../operator/context.fixture.ts";
import { INT4 } from "../type/logical-type.ts";
import { loadEncoder } from "./encode-task.ts";
import { Executor } from "./executor.ts";
import type { Command, QueryData, Report, Work } from "./protocol.ts";

const fieldsOf = (columns: number): { name: string; type: typeof INT4; nullable: boolean }[] =>
  Array.from({ length: columns }, (_, at) => ({ name: `c${at}`, type: INT4, nullable: false }));

/** Four rows. */
const rowsOf = (columns: number): Extract<Command, { kind: "rows" }>["batch"] => ({
  rows: 4,
  columns: fieldsOf(columns).map(({ type }) => ({ type, rows: 4, nullCount: 0, data: new Uint8Array(16) })),
});

test("row groups are encoded in their order, with a pipeline in between", async () => {
  await loadEncoder();
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const ends: number[] = [];
  const executor = new Executor({
    clock: systemClock,
    sliceMs: 1000,
    arenaOf: () => arena,
    contextOf: () => contextOf(arena, region, 16),
    report: (report: Report) => {
      assert.notEqual(report.kind, "failed");
      if (report.kind === "finished") ends.push(report.task);
    },
    crew: () => assert.fail("no steps are run"),
    onReady: () => {},
  });
  for (const [task, columns] of [
    [1, 5],
    [2, 1],
  ] as const) {
    const rowGroup = { schema: fieldsOf(columns), options: {} };
    executor.handle({ kind: "encode", task, work: { kind: "encode", rowGroup } });
    executor.handle({ kind: "rows", task, batch: rowsOf(columns) });
  }
  // The second has its rows first.
  executor.handle({ kind: "finish", task: 2, combine: false });
  executor.handle({ kind: "finish", task: 1, combine: false });
  const work: Work = {
    kind: "pipeline",
    morsels: [],
    source: { kind: "values", fields: fieldsOf(1), rows: [] },
    transforms: [],
    sink: { kind: "result", fields: fieldsOf(1) },
    states: new Map(),
    credit: 1,
  };
  executor.handle({ kind: "open", task: 3, query: {} as QueryData, work });
  executor.handle({ kind: "finish", task: 3, combine: false });
  while (executor.runSlice());
  assert.deepEqual(ends, [3, 1, 2]);
});
