// Queries that another runtime runs: who offers it, what it is handed, and what core alone says.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Table } from "apache-arrow";
import type { TableRef } from "../catalog/table-provider.ts";
import { plainValues } from "../column/result-value.ts";
import { FfqError } from "../common/error.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";
import type { ResultBatch } from "../runtime/result.ts";
import type { ClusterRuntime, RunOptions } from "../runtime/runtime.ts";
import { Engine } from "./engine.ts";
import { type ClusterOptions, type ExtensionOffer, registerExtension } from "./extensions.ts";

const url = "http://127.0.0.1:7070";

interface Asked {
  readonly graph: StageGraph;
  readonly options: RunOptions;
}

/** Answers every query with no rows, and keeps what it was asked. */
function fakeCluster(asked: Asked[], opened: ClusterOptions[] = [], slots = (): number => 3): ExtensionOffer {
  const runtime: ClusterRuntime = {
    run: (graph, options) => {
      asked.push({ graph, options });
      const fields = graph.stages.at(-1)?.plan.fields ?? [];
      const batches = async function* (): AsyncGenerator<ResultBatch> {};
      const statistics = { operators: new Map(), peakBytes: 0, milliseconds: 0 };
      return { fields, statistics, close: () => Promise.resolve(), [Symbol.asyncIterator]: batches };
    },
    slots: () => Promise.resolve(slots()),
    close: () => Promise.resolve(),
  };
  const openCluster = (options: ClusterOptions): ClusterRuntime => {
    opened.push(options);
    return runtime;
  };
  return { name: "fake", options: ["coordinator"], load: () => Promise.resolve({ openCluster }) };
}

function scannedTable({ stages }: StageGraph): TableRef {
  const left: PhysicalPlan[] = stages.map(({ plan }) => plan);
  for (let plan = left.pop(); plan !== undefined; plan = left.pop()) {
    if (plan.kind === "scan") return plan.table;
    left.push(...childrenOf(plan));
  }
  throw new Error("the plan scans nothing");
}

test("core alone says that something is missing", async () => {
  await assert.rejects(Engine.create({ coordinator: url }), (error: FfqError) => {
    assert.equal(error.code, "MISSING_EXTENSION");
    assert.equal(error.message, "nothing here runs queries on a coordinator");
    assert.deepEqual(error.context, { option: "coordinator" });
    return true;
  });
});

test("what is no URL is refused before anything is loaded", async () => {
  await assert.rejects(Engine.create({ coordinator: "nowhere" }), (error: FfqError) => {
    return error.code === "CONFIG" && error.message === 'coordinator must be a URL, not "nowhere"';
  });
});

test("queries go to the cluster, over as many partitions as it has slots", async () => {
  const asked: Asked[] = [];
  const opened: ClusterOptions[] = [];
  const engine = await Engine.create({ coordinator: { url, token: "t" }, extensions: [fakeCluster(asked, opened)] });
  assert.deepEqual(opened, [{ url, token: "t" }]);
  const shown = await (await engine.query("SHOW partitions")).rows();
  assert.deepEqual(shown, [{ partitions: "3" }]);
  assert.deepEqual(await (await engine.query("SELECT 1 AS one")).rows(), []);
  assert.equal(asked.length, 1);
  await engine.close();
});

test("partitions follow the cluster's slots, unless SET or an option says otherwise", async () => {
  let slots = 2;
  const extensions = [fakeCluster([], [], () => slots)];
  const engine = await Engine.create({ coordinator: url, extensions });
  const shown = async (of: Engine): Promise<unknown> => {
    const [row] = await (await of.query("SHOW partitions")).rows();
    return row?.["partitions"];
  };
  assert.equal(await shown(engine), "2");
  slots = 5;
  assert.equal(await shown(engine), "5");
  await engine.query("SET partitions = 4");
  slots = 6;
  assert.equal(await shown(engine), "4");
  await engine.query("RESET partitions");
  assert.equal(await shown(engine), "6");
  const fixed = await Engine.create({ coordinator: url, extensions, partitions: 1 });
  assert.equal(await shown(fixed), "1");
  await Promise.all([engine.close(), fixed.close()]);
});

test("a query that is asked again is planned once for as many slots as there are", async () => {
  let slots = 2;
  const asked: Asked[] = [];
  const extensions = [fakeCluster(asked, [], () => slots)];
  const engine = await Engine.create({ coordinator: url, extensions, smallInputRows: 0 });
  await engine.registerArrow("u", await tableOf("SELECT 1 AS a, 'x' AS b"));
  const graphs = async (count: number): Promise<ReadonlySet<StageGraph>> => {
    const from = asked.length;
    for (let time = 0; time < count; time++) await (await engine.query("SELECT b, count(*) FROM u GROUP BY b")).rows();
    return new Set(asked.slice(from).map(({ graph }) => graph));
  };
  await graphs(2);
  const [kept, ...others] = await graphs(3);
  assert.deepEqual(others, []);
  slots = 5;
  const widened = await graphs(3);
  assert.ok(kept !== undefined && !widened.has(kept));
  const tasks = [...widened].map(({ stages }) => Math.max(...stages.map(({ partitions }) => partitions)));
  assert.deepEqual(new Set(tasks), new Set([5]));
  await engine.close();
});

test("a table in memory can be read for sending, as it was when the query began", async () => {
  const asked: Asked[] = [];
  const engine = await Engine.create({ coordinator: url, partitions: 1, extensions: [fakeCluster(asked)] });
  await engine.query("CREATE TABLE t (a int, b text)");
  await engine.registerArrow("u", await tableOf("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL ORDER BY 1"));
  const result = await engine.query("SELECT a FROM u");
  const { graph, options } = asked[0] as Asked;
  const rows = options.memoryRows?.(scannedTable(graph));
  assert.deepEqual(
    rows?.fields.map(({ name, type }) => [name, type.kind]),
    [
      ["a", "int4"],
      ["b", "text"],
    ],
  );
  const read: unknown[] = [];
  for await (const { rows: count, columns } of rows?.read(undefined) ?? []) {
    for (let row = 0; row < count; row++) read.push(columns.map((column) => plainValues(column)(row)));
  }
  assert.deepEqual(read, [
    [1, "x"],
    [2, null],
  ]);
  const again = await engine.query("SELECT b FROM u");
  const second = asked[1] as Asked;
  assert.equal(second.options.memoryRows?.(scannedTable(second.graph))?.key, rows?.key);
  await result.close();
  await again.close();
  await engine.close();
});

test("an offer is made once", () => {
  const offer = fakeCluster([]);
  registerExtension(offer);
  registerExtension(offer);
  assert.throws(
    () => registerExtension(fakeCluster([])),
    (error: FfqError) => error.code === "CONFIG" && error.message === "extension fake is already registered",
  );
});

async function tableOf(sql: string): Promise<Table> {
  const engine = await Engine.create({ threads: 0 });
  const table = await (await engine.query(sql)).toArrow();
  await engine.close();
  return table;
}
