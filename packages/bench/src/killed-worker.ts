// `pnpm bench killed-worker [--sf N] [--workers N] [--queries 9,18] [--liveness MS]`: what a killed worker costs a query
// of TPC-H, with real processes. Each query is measured undisturbed on all workers and on one worker less; then one of
// all workers is killed by SIGKILL in the middle of it. Allowed is what the query takes on a worker less, beside the
// work that is lost (at most all that was done before the kill), the liveness timeout and a slack for calls and pauses
// between attempts. The simulation checks the same without a machine's noise: `pnpm simulate --killed-worker`.
import { parseArgs } from "node:util";
import { type Engine, tpchQueries } from "@ffq/client";
import { compareAnswer, type TextRow } from "./answers.ts";
import { Cluster, exitOnSignals } from "./cluster-processes.ts";
import { openEngine, textRows } from "./engine-answers.ts";
import { benchmarkData } from "./third-engine-files.ts";

const SLACK_MS = 1_000;
/** Undisturbed runs of each query; the slowest counts, since what is allowed must not come from one lucky run. */
const RUNS = 3;
/** The kill comes after this share of the time that the query takes undisturbed. */
const KILL_AT = 0.5;
const POLL_MS = 100;

interface Timed {
  readonly milliseconds: number;
  readonly rows: readonly TextRow[];
}

interface Killed {
  readonly allowed: number;
  readonly elapsed: number;
  /** What was wrong with the answer. */
  readonly fault?: string;
}

export async function benchKilledWorker(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      workers: { type: "string", default: "3" },
      queries: { type: "string", default: "1,9,18" },
      liveness: { type: "string", default: "3000" },
    },
  });
  exitOnSignals();
  const [scaleFactor, workers, liveness] = [Number(values.sf), Number(values.workers), Number(values.liveness)];
  const queries = values.queries.split(",").map(Number);
  const directory = await benchmarkData(scaleFactor);
  const env = { FFQ_WORKER_LIVENESS_TIMEOUT_MS: values.liveness };
  const cluster = await Cluster.start({ workers, threads: 1, slots: 1, allowPaths: [directory], env });
  const outcomes: Killed[] = [];
  try {
    const engine = await openEngine(directory, "parquet", { coordinator: cluster.url, threads: 0 });
    process.stdout.write("query  undisturbed ms  killed at ms  elapsed ms  allowed ms\n");
    for (const query of queries) outcomes.push(await killDuring(cluster, engine, query, liveness));
    await engine.close();
  } finally {
    await cluster.close();
  }
  const kept = outcomes.filter(({ elapsed, allowed }) => elapsed <= allowed).length;
  const right = outcomes.filter(({ fault }) => fault === undefined).length;
  process.stdout.write(
    `killed-worker sf=${scaleFactor} workers=${workers} liveness_ms=${liveness} slack_ms=${SLACK_MS}` +
      ` within=${kept}/${outcomes.length} answers=${right}/${outcomes.length}\n`,
  );
  if (right < outcomes.length) process.exitCode = 1;
}

/** Begins and ends with all workers there. */
async function killDuring(cluster: Cluster, engine: Engine, query: number, liveness: number): Promise<Killed> {
  const sql = tpchQueries[query - 1] as string;
  const all = cluster.options.workers;
  const whole = await slowest(engine, sql);
  const killAt = whole.milliseconds * KILL_AT;
  const timer = setTimeout(() => void killOne(cluster), killAt);
  const { milliseconds: elapsed, rows } = await timed(engine, sql);
  clearTimeout(timer);
  await workersAre(cluster, all - 1);
  const { milliseconds: undisturbed } = await slowest(engine, sql);
  await cluster.startWorker();
  await workersAre(cluster, all);
  const allowed = Math.max(undisturbed, whole.milliseconds) + killAt + liveness + SLACK_MS;
  const fault = compareAnswer(query, rows, whole.rows);
  const cells = [undisturbed, killAt, elapsed, allowed].map((value) => value.toFixed(0).padStart(12));
  process.stdout.write(
    `q${query}`.padEnd(6) + cells.join("") + (fault === undefined ? "" : `  WRONG: ${fault}`) + "\n",
  );
  return { allowed, elapsed, ...(fault === undefined ? {} : { fault }) };
}

async function killOne(cluster: Cluster): Promise<void> {
  const victim = cluster.workers.find(({ isRunning }) => isRunning);
  await victim?.end("SIGKILL");
}

async function slowest(engine: Engine, sql: string): Promise<Timed> {
  await timed(engine, sql); // warm
  const runs: Timed[] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await timed(engine, sql));
  return runs.reduce((one, other) => (one.milliseconds > other.milliseconds ? one : other));
}

async function timed(engine: Engine, sql: string): Promise<Timed> {
  const start = performance.now();
  const rows = await textRows(engine, sql);
  return { milliseconds: performance.now() - start, rows };
}

/** Waits until the coordinator counts so many one-slot workers. A kill that came after the answer comes now. */
async function workersAre(cluster: Cluster, wanted: number): Promise<void> {
  const running = cluster.workers.filter(({ isRunning }) => isRunning).length;
  if (running > wanted) await killOne(cluster);
  while ((await cluster.status()).slots !== wanted) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
