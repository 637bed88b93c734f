// Lists of morsels: each is taken once, by whoever comes, and none when they are not wanted any more; a feed makes lists of
// what is there, and leaves what has to be handed out by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { systemClock } from "../common/clock.ts";
import { StateId } from "../common/ids.ts";
import { contextOf } from "../operator/context.fixture.ts";
import { INT4 } from "../type/logical-type.ts";
import { MorselFeed } from "./morsel-feed.ts";
import type { PendingMorsel } from "./morsels.ts";
import { PipelineTask } from "./pipeline-task.ts";
import type { GivenList, PipelineWork, Report } from "./protocol.ts";
import { areDropped, dropMorsels, freeShared, shareMorsels, takeMorsels } from "./shared-morsels.ts";

const fields = [{ name: "x", type: INT4, nullable: true }];

/** Keeps the rows 0, 1 and 2 once a morsel. */
const keeps = (list: GivenList): PipelineWork => ({
  kind: "pipeline",
  morsels: [],
  list,
  source: { kind: "values", fields, rows: [[0], [1], [2]] },
  transforms: [],
  sink: { kind: "spool", state: StateId(1), fields },
  states: new Map(),
  credit: 4,
});

const whole = (count: number) => Array.from({ length: count }, () => ({ kind: "whole" }) as const);

test("each is taken once, and the rest can be dropped", () => {
  const arena = Arena.create({ shared: true });
  const region = Region.create(arena, Budget.create(arena));
  const list = shareMorsels(region, whole(9), 2);
  const other = Arena.attach(arena.memory);
  const taken = [arena, other, arena, other].map((one) => takeMorsels(one, list));
  assert.deepEqual(taken, [
    { from: 0, to: 2 },
    { from: 2, to: 3 },
    { from: 3, to: 4 },
    { from: 4, to: 5 },
  ]);
  assert.equal(areDropped(arena, list), false);
  dropMorsels(other, list);
  assert.equal(takeMorsels(arena, list), undefined);
  assert.equal(areDropped(arena, list), true);
  freeShared(region, list);
  assert.equal(region.usedBytes, 0);
});

/** Two tasks of one thread, a slice each in turn. */
function twoTasks(shared: GivenList) {
  const arena = Arena.create({ shared: false });
  const region = Region.create(arena, Budget.create(arena));
  const reports: Report[] = [];
  const opened = (list: GivenList): readonly PipelineTask[] =>
    [1, 2].map(
      (id) => new PipelineTask(id, contextOf(arena, region, 16), keeps(list), systemClock, (it) => reports.push(it)),
    );
  const list = { ...shared, list: shareMorsels(region, shared.list.morsels, 2) };
  const tasks = opened(list);
  const work = (): void => {
    // A slice that is over at once is one batch.
    while (tasks.some(({ isReady }) => isReady)) for (const task of tasks) if (task.isReady) task.runSlice(0);
  };
  return { region, tasks, reports, work };
}

const finish = { combine: false };
const unshared = (count: number) => ({ taken: 0, morsels: whole(count), takers: 2 });
const rowsOf = (reports: readonly Report[]): readonly number[] =>
  reports.flatMap((report) => (report.kind === "finished" ? [(report.state as { rows: number }).rows] : []));

for (const count of [1, 2, 7]) {
  test(`two tasks do ${count} morsels between them`, () => {
    const { tasks, reports, work, region } = twoTasks({ list: unshared(count), finish });
    work();
    assert.ok(tasks.every(({ isDone }) => isDone));
    assert.deepEqual(new Set(reports.map(({ kind }) => kind)), new Set(["finished"]));
    const rows = rowsOf(reports);
    assert.equal(rows.length, 2);
    assert.equal(
      rows.reduce((sum, own) => sum + own, 0),
      3 * count,
    );
    if (count === 7)
      assert.ok(
        rows.every((own) => own >= 9),
        `${rows}`,
      );
    region.release();
  });
}

test("when few are left a task says so, and goes on with the next list", () => {
  const { tasks, reports, work, region } = twoTasks({ list: unshared(5) });
  work();
  assert.ok(tasks.every(({ isDone }) => !isDone));
  assert.ok(reports.length > 0 && reports.every(({ kind }) => kind === "few-left"));
  const list = shareMorsels(region, whole(2), 2);
  for (const task of tasks) task.addList({ list, finish });
  work();
  assert.deepEqual(
    rowsOf(reports).reduce((sum, own) => sum + own, 0),
    21,
  );
  region.release();
});

const pending = (name: number, listed?: { readonly waits: boolean }): PendingMorsel => ({
  morsel: { kind: "whole" },
  common: name,
  ...(listed === undefined ? {} : { listed }),
  release: () => {},
});

async function* each(morsels: readonly PendingMorsel[]): AsyncGenerator<PendingMorsel, void> {
  yield* morsels;
}

test("lists end at their most, before what is to be waited for, and before what goes alone", async () => {
  const at = { waits: false };
  const waiting = { waits: true };
  const morsels = [
    pending(0, at),
    pending(1, at),
    pending(2, at),
    pending(3, waiting),
    pending(4, at),
    pending(5),
    pending(6, at),
  ];
  const feed = new MorselFeed(each(morsels));
  const names = async (most: number) => (await feed.nextList(most, () => true)).map(({ common }) => common);
  assert.deepEqual(await names(2), [0, 1]);
  assert.deepEqual(await names(8), [2, 3]);
  assert.deepEqual(await names(8), [4]);
  assert.deepEqual(await names(8), []);
  assert.equal(feed.isEnded, false);
  assert.equal((await feed.next())?.common, 5);
  assert.deepEqual(await names(1), [6]);
  assert.equal(feed.isEnded, true);
  assert.equal(await feed.next(), undefined);
});

test("a list of all there is says so, also when it is as long as it may be", async () => {
  const feed = new MorselFeed(each([pending(0, { waits: false }), pending(1, { waits: false })]));
  assert.equal((await feed.nextList(2, () => true)).length, 2);
  assert.equal(feed.isEnded, true);
});
