// Coordinator and workers as real processes, killed, stopped and restarted under a program that asks queries.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Engine, type EngineOptions, type FfqError } from "@ffq/core";
import type { Runtime } from "@ffq/core/extension";
import { type Field, type StageGraph, StageId } from "@ffq/core/physical";
import { extension } from "../client/extension.ts";
import { distributed } from "../client/offer.ts";
import { TestCluster } from "./processes.fixture.ts";
import { slug } from "./slug-function.fixture.ts";

const limit = { timeout: 60_000 };
const { openCluster = () => assert.fail() } = extension;
const numberField: Field = { name: "n", type: { kind: "int4" }, nullable: false };

async function engineOf({ url }: TestCluster, options: EngineOptions = {}): Promise<Engine> {
  return Engine.create({ coordinator: url, partitions: 3, threads: 0, extensions: [distributed], ...options });
}

/** t: n from 0 to 19999, and its group. */
const tables = [
  "CREATE TABLE digits AS SELECT * FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v(d)",
  `CREATE TABLE t AS SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * (f.d % 2) AS n, a.d AS g
     FROM digits a, digits b, digits c, digits e, digits f WHERE f.d < 2`,
];
const grouped = {
  sql: "SELECT g, count(*) AS rows, sum(n) AS total, min(n) AS least FROM t GROUP BY g ORDER BY g",
  rows: Array.from({ length: 10 }, (_, g) => ({ g, rows: 2000n, total: 19_990_000n + 2000n * BigInt(g), least: g })),
};
/** Takes seconds. */
const slow = {
  sql: "SELECT count(*) AS pairs FROM t a, t b WHERE (a.n * 31 + b.n) % 20000 = 7",
  rows: [{ pairs: 20_000n }],
};

async function fill(engine: Engine): Promise<void> {
  for (const sql of tables) await engine.query(sql);
}

async function rowsOf(engine: Engine, sql: string): Promise<unknown> {
  return (await engine.query(sql)).rows();
}

const codeOf = (code: string, message: RegExp) => (error: FfqError) =>
  error.code === code && message.test(error.message);

test("a program's statements have the same answers on a cluster", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  assert.deepEqual(await rowsOf(engine, grouped.sql), grouped.rows);
  assert.deepEqual(await rowsOf(engine, "SELECT n FROM t WHERE n > 19995 ORDER BY n DESC"), [
    { n: 19_999 },
    { n: 19_998 },
    { n: 19_997 },
    { n: 19_996 },
  ]);
  assert.equal((await engine.query("UPDATE t SET g = 10 WHERE n < 5")).rowCount, 5);
  assert.deepEqual(await rowsOf(engine, "SELECT count(*) AS rows FROM t WHERE g = 10"), [{ rows: 5n }]);
  await assert.rejects(rowsOf(engine, "SELECT 1 / (n - n) FROM t"), (error: FfqError) => {
    return error.code === "DATA" && error.sqlstate === "22012" && error.message === "division by zero";
  });
});

test("a worker that is killed costs time and no answer", limit, async () => {
  await using cluster = await TestCluster.start(3);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = rowsOf(engine, slow.sql);
  await running(cluster);
  await cluster.workers[0]?.end("SIGKILL");
  assert.deepEqual(await answer, slow.rows);
  const lost = await cluster.coordinator.event("worker-lost");
  assert.match(String(lost["why"]), /no heartbeat for 1500 ms/);
});

test("a worker that hangs is given up, and what it says later does not count", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = rowsOf(engine, slow.sql);
  await running(cluster);
  cluster.workers[0]?.signal("SIGSTOP");
  await cluster.coordinator.event("worker-lost");
  cluster.workers[0]?.signal("SIGCONT");
  assert.deepEqual(await answer, slow.rows);
  assert.deepEqual(await rowsOf(engine, grouped.sql), grouped.rows);
});

test("a coordinator that is killed and started again goes on with its queries", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = rowsOf(engine, slow.sql);
  await running(cluster);
  await cluster.coordinator.end("SIGKILL");
  await cluster.startCoordinator();
  assert.deepEqual(await answer, slow.rows);
  const { entries } = await cluster.coordinator.event("journal-read");
  assert.ok(Number(entries) > 3);
  // The same query, not a second one.
  const ended = cluster.coordinator.log.filter(({ event }) => event === "query-ended");
  assert.deepEqual(
    ended.map(({ state }) => state),
    ["succeeded"],
  );
});

test("a coordinator and a worker that are killed together", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = rowsOf(engine, slow.sql);
  await running(cluster);
  await Promise.all([cluster.coordinator.end("SIGKILL"), cluster.workers[1]?.end("SIGKILL")]);
  await cluster.startCoordinator();
  assert.deepEqual(await answer, slow.rows);
});

test("a caller that aborts stops the tasks within a second", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const controller = new AbortController();
  const answer = engine.query(slow.sql, { signal: controller.signal }).then((result) => result.rows());
  await running(cluster);
  const refused = assert.rejects(answer, codeOf("CANCELLED", /canceling statement due to user request/));
  const abortedAt = performance.now();
  controller.abort();
  await refused;
  while ((await cluster.status()).tasksRunning > 0) await pause(20);
  assert.ok(performance.now() - abortedAt < 1000);
});

test("a statement that takes too long is stopped", limit, async () => {
  await using cluster = await TestCluster.start(1);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = engine.query(slow.sql, { timeoutMs: 300 }).then((result) => result.rows());
  await assert.rejects(answer, codeOf("TIMEOUT", /canceling statement due to statement timeout/));
  while ((await cluster.status()).tasksRunning > 0) await pause(20);
});

test("a client that vanishes has its query canceled", limit, async () => {
  await using cluster = await TestCluster.start(1);
  const program = fileURLToPath(new URL("./vanishing-client.fixture.ts", import.meta.url));
  const client = spawn(process.execPath, [program, cluster.url, ...tables, slow.sql], { stdio: "inherit" });
  await running(cluster);
  client.kill("SIGKILL");
  const ended = await cluster.coordinator.event("query-ended");
  assert.equal(ended["state"], "canceled");
  while ((await cluster.status()).tasksRunning > 0) await pause(20);
});

test("without any worker a query fails after the grace, and says why", limit, async () => {
  await using cluster = await TestCluster.start(1);
  await using engine = await engineOf(cluster);
  await fill(engine);
  const answer = assert.rejects(rowsOf(engine, slow.sql), codeOf("UNAVAILABLE", /worker/));
  await running(cluster);
  await cluster.workers[0]?.end("SIGKILL");
  await answer;
});

test("SIGTERM lets a worker finish what others need, then it leaves nothing behind", limit, async () => {
  await using cluster = await TestCluster.start(2);
  await using engine = await engineOf(cluster);
  await fill(engine);
  assert.deepEqual(await rowsOf(engine, grouped.sql), grouped.rows);
  const [first] = cluster.workers;
  await first?.end("SIGTERM");
  assert.equal(first?.exitCode, 0);
  const left = await cluster.coordinator.event("worker-lost");
  assert.equal(left["why"], "it left");
  assert.equal(readdirSync(join(cluster.folder, "work")).length, 1);
  assert.deepEqual(await rowsOf(engine, grouped.sql), grouped.rows);
  await cluster.coordinator.end("SIGTERM");
  assert.equal(cluster.coordinator.exitCode, 0);
});

test("what a killed worker left is removed by the next one", limit, async () => {
  await using cluster = await TestCluster.start(1);
  await cluster.workers[0]?.end("SIGKILL");
  const folder = join(cluster.folder, "work");
  const [abandoned] = readdirSync(folder);
  await cluster.startWorker();
  const now = readdirSync(folder);
  assert.equal(now.length, 1);
  assert.notEqual(now[0], abandoned);
});

test("a cluster with a token lets nobody in without it", limit, async () => {
  await using cluster = await TestCluster.start(1, { FFQ_TOKEN: "open sesame" });
  const refused = codeOf("CONFIG", /did not accept the token/);
  await assert.rejects(Engine.create({ coordinator: cluster.url, extensions: [distributed] }), refused);
  for (const coordinator of [cluster.url, { url: cluster.url, token: "open barley" }]) {
    await using stranger = await engineOf(cluster, { coordinator });
    await assert.rejects(rowsOf(stranger, "SELECT 1"), refused);
  }
  await using engine = await engineOf(cluster, { coordinator: { url: cluster.url, token: "open sesame" } });
  assert.deepEqual(await rowsOf(engine, "SELECT 1 AS one"), [{ one: 1 }]);
  assert.deepEqual(
    await Promise.all(
      ["/healthz", "/readyz", "/metrics", "/status"].map(async (path) => (await cluster.page(path)).status),
    ),
    [200, 200, 401, 401],
  );
  const headers = { authorization: "Bearer open sesame" };
  assert.match(
    await (await cluster.page("/metrics", headers)).text(),
    /^ffq_coordinator_queries_ended_total\{state="succeeded"\} 1$/m,
  );
  const [worker] = cluster.workers;
  for (const { log } of [cluster.coordinator, worker].filter((one) => one !== undefined)) {
    assert.ok(!JSON.stringify(log).includes("sesame"));
  }
});

test("two coordinators on one folder: the second does not start", limit, async () => {
  await using cluster = await TestCluster.start(0);
  const { coordinator } = cluster;
  await assert.rejects(cluster.startCoordinator("0"), /another process uses/);
  assert.equal(cluster.coordinator.exitCode, 2);
  cluster.coordinator = coordinator;
});

/** Two stages: numbers, and above them the operator of head-operator.fixture.ts. */
const withOperator: StageGraph = {
  stages: [
    {
      id: StageId(0),
      plan: { kind: "values", rows: [[1], [2], [3]], fields: [numberField], estimatedRows: 3 },
      partitions: 1,
      output: { kind: "single" },
      inputs: [],
    },
    {
      id: StageId(1),
      plan: {
        kind: "extension",
        name: "head",
        payload: { rows: 2 },
        inputs: [{ kind: "exchange-read", stage: StageId(0), fields: [numberField], estimatedRows: 3 }],
        fields: [numberField],
        estimatedRows: 2,
      },
      partitions: 1,
      output: { kind: "single" },
      inputs: [StageId(0)],
    },
  ],
};
const headModule = fileURLToPath(new URL("./head-operator.fixture.ts", import.meta.url));

const slugModule = fileURLToPath(new URL("./slug-function.fixture.ts", import.meta.url));

async function numbersOf(runtime: Runtime): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { rows, columns } of runtime.run(withOperator, { tables: () => assert.fail() })) {
    numbers.push(...new Int32Array(Uint8Array.from(columns[0]?.data.subarray(0, rows * 4) ?? []).buffer));
  }
  return numbers;
}

test("coordinator_with_workers_executes_custom_operator_stage", limit, async () => {
  await using cluster = await TestCluster.start(2);
  const runtime = openCluster({ url: cluster.url });
  const answer = numbersOf(runtime);
  // Nobody has the operator yet: the stage below it runs, and its own waits.
  while (!/^ffq_coordinator_tasks\{state="queued"\} 1$/m.test(await (await cluster.page("/metrics")).text()))
    await pause(20);
  await cluster.startWorker("--register", headModule);
  assert.deepEqual(await answer, [1, 2]);
  await runtime.close();
});

test("functions of the program run on workers that have them", limit, async () => {
  await using cluster = await TestCluster.start(1);
  await using engine = await engineOf(cluster, { coordinator: { url: cluster.url }, partitions: 2 });
  engine.registerFunction(slug);
  await engine.execute(
    "CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'Ada L'), (2, NULL), (3, 'Bob B')",
  );
  const sql = "SELECT slug(name) AS slug, count(*) AS n FROM t WHERE slug(name) LIKE '%-%' GROUP BY 1 ORDER BY 1";
  const answer = rowsOf(engine, sql);
  while (!/^ffq_coordinator_queries\{state="running"\} 1$/m.test(await (await cluster.page("/metrics")).text()))
    await pause(20);
  await cluster.startWorker("--register", slugModule);
  assert.deepEqual(await answer, [
    { slug: "ada-l", n: 1n },
    { slug: "bob-b", n: 1n },
  ]);
});

test(
  "a query that nobody can run says what is missing and how to get it, when it has waited long enough",
  limit,
  async () => {
    await using cluster = await TestCluster.start(1);
    const runtime = openCluster({ url: cluster.url, capabilityTimeoutMs: 300 });
    await assert.rejects(numbersOf(runtime), (error: FfqError) => {
      return (
        error.code === "MISSING_EXTENSION" && /operator:head/.test(error.message) && /--register/.test(error.hint ?? "")
      );
    });
    await runtime.close();
  },
);

test("what may go to files is the session's to say, and workers keep to it", limit, async () => {
  await using cluster = await TestCluster.start(1);
  await cluster.startWorker();
  await using engine = await engineOf(cluster, { coordinator: { url: cluster.url } });
  const sql = "SELECT count(*) AS n FROM (SELECT g, count(*) FROM generate_series(1, 20000) AS s(g) GROUP BY g) AS t";
  await engine.execute("SET spill_threshold = '64kB'");
  assert.deepEqual(await rowsOf(engine, sql), [{ n: 20000n }]);
  await engine.execute("SET spill_limit = '1kB'");
  await assert.rejects(rowsOf(engine, sql), { code: "MEMORY_LIMIT", sqlstate: "53400" });
});

test("a module that cannot be loaded keeps its worker from starting", limit, async () => {
  await using cluster = await TestCluster.start(0);
  await assert.rejects(
    cluster.startWorker("--register", "./not-there.js"),
    /--register \.\/not-there\.js: Cannot find module/,
  );
  assert.equal(cluster.workers[0]?.exitCode, 2);
});

async function running(cluster: TestCluster): Promise<void> {
  while ((await cluster.status()).tasksRunning === 0) await pause(10);
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
