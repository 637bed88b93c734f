// Long polls: answered once, in time, and telling what there is to tell.
import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerId } from "@ffq/core/physical";
import type { Command } from "./command.ts";
import { attempt, Desk, only, query, shortName, shortNames, twoStages } from "./desk.fixture.ts";

const worker = WorkerId("w1");

function poll(desk: Desk, number: number, freeSlots = 1): readonly Command[] {
  return desk.send({ kind: "worker-polled", worker, poll: number, freeSlots }).filter(isAnswer);
}

function isAnswer(command: Command): boolean {
  return command.kind === "answer-poll";
}

test("a poll of a worker that is not known sends it to register", () => {
  const desk = new Desk();
  assert.deepEqual(poll(desk, 1), [
    { kind: "answer-poll", worker, poll: 1, known: false, tasks: [], cancel: [], releasedQueries: [] },
  ]);
});

test("a poll waits until there is work, and a newer one takes its place", () => {
  const desk = new Desk();
  desk.register("w1");
  assert.deepEqual(poll(desk, 1), []);
  const [older] = poll(desk, 2);
  assert.deepEqual(older, {
    kind: "answer-poll",
    worker,
    poll: 1,
    known: true,
    tasks: [],
    cancel: [],
    releasedQueries: [],
  });
  assert.equal(poll(desk, 1).length, 1, "a late one is answered with nothing");
  assert.equal(desk.state.workers.get(worker)?.openPoll?.poll, 2);
  desk.take();
  desk.submit(twoStages(1));
  const answer = only(desk.take(), "answer-poll");
  assert.equal(answer.poll, 2);
  assert.deepEqual(shortNames(answer.tasks), ["1.0#1"]);
});

test("a poll that is repeated is the same poll", () => {
  const desk = new Desk();
  desk.register("w1");
  desk.submit(twoStages(3));
  const first = poll(desk, 1, 2);
  assert.equal(first.length, 1);
  assert.deepEqual(poll(desk, 1, 2), first, "its answer was lost");
  assert.equal(desk.running("w1").length, 2);
  // What has ended meanwhile is not said again.
  desk.finish("w1", attempt(1, 0, 1));
  const [again] = poll(desk, 1, 2);
  assert.deepEqual(again?.kind === "answer-poll" && shortNames(again.tasks), ["1.1#1"]);
  // While it is open there will be one answer.
  assert.deepEqual(poll(desk, 2, 0), []);
  assert.deepEqual(poll(desk, 2, 0), []);
});

test("a closed poll is answered, once", () => {
  const desk = new Desk();
  desk.register("w1");
  poll(desk, 1);
  const rows = [
    { number: 2, answers: 0 },
    { number: 1, answers: 1 },
    { number: 1, answers: 0 },
  ];
  for (const { number, answers } of rows) {
    const said = desk.send({ kind: "poll-closed", worker, poll: number });
    assert.equal(said.filter(isAnswer).length, answers);
  }
  desk.submit(twoStages(1));
  assert.deepEqual(desk.running("w1"), [], "it cannot be given anything");
});

test("cancel reaches a worker through its open poll, or the next one, or the next heartbeat", () => {
  for (const how of ["open poll", "next poll", "heartbeat"]) {
    const desk = new Desk();
    desk.register("w1");
    desk.submit(twoStages(1));
    poll(desk, 1);
    if (how === "open poll") poll(desk, 2, 0);
    desk.take();
    desk.send({ kind: "query-canceled", query, reason: "enough" });
    if (how === "next poll") poll(desk, 2, 0);
    const said =
      how === "heartbeat" ? desk.heartbeat("w1", { running: [attempt(1, 0, 1)] }) : only(desk.take(), "answer-poll");
    assert.deepEqual(said.cancel.map(shortName), ["1.0#1"], how);
    assert.deepEqual(said.releasedQueries, [query], how);
    // The answer may be lost: as long as the worker names the attempt it is told.
    assert.deepEqual(desk.heartbeat("w1", { running: [attempt(1, 0, 1)] }).cancel.map(shortName), ["1.0#1"]);
    assert.deepEqual(desk.heartbeat("w1").releasedQueries, []);
  }
});

test("a report gives the slots that it makes free to the poll that is open, and says which that is", () => {
  const rows = [
    { name: "no poll is open", openPoll: undefined, freeSlots: 1, offered: 0, given: [] },
    { name: "a poll without slots is open", openPoll: 0, freeSlots: 1, offered: 2, given: ["1.1#1"] },
    { name: "the worker has no room", openPoll: 0, freeSlots: 0, offered: 2, given: [] },
  ];
  for (const { name, openPoll, freeSlots, offered, given } of rows) {
    const desk = new Desk({ maxTasksPerWorker: 1 });
    desk.register("w1");
    desk.submit(twoStages(2));
    poll(desk, 1);
    if (openPoll !== undefined) poll(desk, 2, openPoll);
    const reports = [{ task: attempt(1, 0, 1), outcome: { kind: "succeeded", partitionBytes: [10] } as const }];
    const said = desk.send({ kind: "tasks-reported", worker, reports, freeSlots });
    assert.equal(only(said, "answer-reports").poll, offered, name);
    const answers = said.flatMap((command) => (command.kind === "answer-poll" ? shortNames(command.tasks) : []));
    assert.deepEqual(answers, given, name);
  }
});

test("a canceled attempt whose worker never says so frees its slot when heartbeats do not name it", () => {
  const desk = new Desk({ silentAttemptMs: 5_000 });
  desk.register("w1");
  desk.submit(twoStages(1));
  poll(desk, 1);
  desk.send({ kind: "query-canceled", query, reason: "" });
  desk.heartbeat("w1");
  assert.equal(desk.running("w1").length, 1);
  desk.advance(5_000);
  desk.heartbeat("w1");
  assert.equal(desk.running("w1").length, 0);
});

test("a worker that registers again counts its polls anew", () => {
  const desk = new Desk();
  desk.register("w1");
  poll(desk, 7);
  desk.send({ kind: "poll-closed", worker, poll: 7 });
  desk.register("w1");
  desk.submit(twoStages(1));
  assert.equal(poll(desk, 1).length, 1);
  assert.equal(desk.running("w1").length, 1);
});
