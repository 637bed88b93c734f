// Tasks that need something only some workers have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertConsistent } from "./consistent.fixture.ts";
import { attempt, Desk, shortNames, stage } from "./desk.fixture.ts";

const knn = "operator:knn";
const rank = "function:rank";
const needing = (...names: readonly string[]): ReturnType<typeof stage>[] => [
  stage(1, 2, [], { requiredCapabilities: names }),
  stage(2, 2, []),
  stage(3, 1, [1, 2]),
];

test("coordinator_assigns_custom_operator_tasks_only_to_capable_workers", () => {
  const desk = new Desk();
  desk.register("plain");
  desk.submit(needing(knn));
  assert.deepEqual(shortNames(desk.poll("plain", 4)), ["2.0#1", "2.1#1"], "what it can run");
  assert.equal(desk.status().state, "running");
  assert.deepEqual(desk.status().missingCapabilities, [{ name: knn, waitingTasks: 2 }]);
  assert.equal(
    desk.status().notice,
    "no worker has operator:knn. Start a worker with it: ffq-worker --register ./module.js",
  );
  const { revision } = desk.status();
  desk.register("capable", { capabilities: [rank, knn] });
  assert.ok(desk.status().revision > revision, "watchers hear of it");
  assert.deepEqual(desk.status().missingCapabilities, []);
  assert.equal(desk.status().notice, "");
  assert.deepEqual(desk.poll("plain", 4), []);
  assert.deepEqual(shortNames(desk.poll("capable", 4)), ["1.0#1", "1.1#1"]);
  assertConsistent(desk.state);
});

test("a requeued task goes to a capable worker only", () => {
  const desk = new Desk({ retryBackoffBaseMs: 0 });
  for (const id of ["plain", "plain2"]) desk.register(id);
  desk.register("capable", { capabilities: [knn] });
  desk.submit([stage(1, 1, [], { requiredCapabilities: [knn] })]);
  desk.poll("capable");
  desk.poll("plain");
  desk.poll("plain2");
  desk.fail("capable", attempt(1, 0, 1));
  desk.advance(1);
  assert.deepEqual(
    ["plain", "plain2"].flatMap((id) => desk.running(id)),
    [],
  );
  assert.deepEqual(shortNames(desk.poll("capable")), ["1.0#2"]);
});

test("of the names those are missing that no worker has, or all when no worker has all", () => {
  const rows = [
    { name: "none", workers: [[]], missing: [rank, knn] },
    { name: "one", workers: [[knn]], missing: [rank] },
    { name: "both, apart", workers: [[knn], [rank]], missing: [rank, knn] },
    { name: "both, together", workers: [[knn, rank]], missing: [] },
    { name: "no worker at all", workers: [], missing: [rank, knn] },
  ];
  for (const { name, workers, missing } of rows) {
    const desk = new Desk();
    workers.forEach((capabilities, at) => desk.register(`w${at}`, { capabilities }));
    desk.submit(needing(knn, rank, knn));
    assert.deepEqual(
      desk.status().missingCapabilities.map((row) => row.name),
      missing,
      name,
    );
    assertConsistent(desk.state);
  }
});

test("capabilityTimeout makes an error of the waiting", () => {
  const desk = new Desk({ noWorkersGraceMs: 1_000_000, clientGraceMs: 1_000_000, livenessTimeoutMs: 1_000_000 });
  desk.register("plain");
  desk.submit(needing(knn), { capabilityTimeoutMs: 5_000 });
  desk.advance(3_000);
  desk.register("capable", { capabilities: [knn] });
  desk.advance(5_000);
  assert.equal(desk.status().state, "running", "it came in time");
  desk.heartbeat("capable", { draining: true });
  desk.advance(4_999);
  assert.equal(desk.status().state, "running", "the wait begins anew");
  desk.advance(1);
  assert.deepEqual(desk.status().error, {
    code: "MISSING_EXTENSION",
    sqlstate: "0A000",
    message: "no worker has had operator:knn for 5000 ms",
    hint: "Start a worker with it: ffq-worker --register ./module.js",
    context: { capability: knn },
  });
});

test("without capabilityTimeout it waits", () => {
  const desk = new Desk({ clientGraceMs: 1e9, livenessTimeoutMs: 1e9 });
  desk.register("plain");
  desk.submit(needing(knn));
  desk.advance(1e8);
  assert.equal(desk.status().state, "running");
});

test("a stage that is blocked does not wait for a capability yet", () => {
  const desk = new Desk();
  desk.register("plain");
  desk.submit([stage(1, 1, []), stage(2, 1, [1], { requiredCapabilities: [knn] })], { capabilityTimeoutMs: 5_000 });
  assert.deepEqual(desk.status().missingCapabilities, []);
  desk.poll("plain");
  desk.finish("plain", attempt(1, 0, 1));
  assert.deepEqual(desk.status().missingCapabilities, [{ name: knn, waitingTasks: 1 }]);
});

test("tasks that anyone can run leave the workers with more to those that need them", () => {
  const desk = new Desk();
  desk.register("capable", { capabilities: [knn] });
  desk.register("plain");
  desk.poll("capable");
  desk.poll("plain");
  desk.submit([stage(1, 1, []), stage(2, 1, [1])]);
  assert.deepEqual([desk.running("capable").length, desk.running("plain").length], [0, 1]);
});
