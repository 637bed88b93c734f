// `pnpm bench distributed [--sf N] [--workers N] [--runs N] [--queries 1,5]`: TPC-H on a coordinator and one-thread
// workers, as real processes on this machine, beside the embedded engine with as many threads: what it costs to be
// many processes. Each query in turn on one and on the other, on the same files; answers compared; one warm-up, then
// `runs` measured ones.
import { parseArgs } from "node:util";
import { type Engine, tpchQueries } from "@ffq/client";
import { compareAnswer } from "./answers.ts";
import { Cluster, exitOnSignals } from "./cluster-processes.ts";
import { consume, openEngine, textRows } from "./engine-answers.ts";
import { geometricMean, median } from "./statistics.ts";
import { benchmarkData } from "./third-engine-files.ts";

interface QueryTimes {
  readonly query: number;
  /** Milliseconds: medians of the measured runs. */
  readonly embedded: number;
  readonly distributed: number;
  /** What was wrong with the cluster's answer. */
  readonly fault?: string;
}

export async function benchDistributed(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sf: { type: "string", default: "1" },
      workers: { type: "string", default: "2" },
      runs: { type: "string", default: "3" },
      queries: { type: "string" },
    },
  });
  exitOnSignals();
  const [scaleFactor, workers, runs] = [Number(values.sf), Number(values.workers), Number(values.runs)];
  const queries = values.queries?.split(",").map(Number) ?? tpchQueries.map((_, position) => position + 1);
  const directory = await benchmarkData(scaleFactor);
  const cluster = await Cluster.start({ workers, threads: 1, slots: 1, allowPaths: [directory] });
  const times: QueryTimes[] = [];
  try {
    const embedded = await openEngine(directory, "parquet", { threads: workers });
    const engine = await openEngine(directory, "parquet", { coordinator: cluster.url, threads: 0 });
    process.stdout.write("query  embedded ms  cluster ms  ratio\n");
    for (const query of queries) {
      const measured = await measure(embedded, engine, query, runs);
      times.push(measured);
      process.stdout.write(`${rowOf(measured)}\n`);
    }
    await engine.close();
    await embedded.close();
  } finally {
    await cluster.close();
  }
  const worst = times.reduce((one, other) => (ratio(one) > ratio(other) ? one : other));
  const right = times.filter(({ fault }) => fault === undefined).length;
  process.stdout.write(
    `distributed sf=${scaleFactor} workers=${workers} geomean=${geometricMean(times.map(ratio)).toFixed(2)}` +
      ` worst=q${worst.query}:${ratio(worst).toFixed(2)} answers=${right}/${times.length}\n`,
  );
}

const ratio = ({ embedded, distributed }: QueryTimes): number => distributed / embedded;

function rowOf(times: QueryTimes): string {
  const { query, embedded, distributed, fault } = times;
  const cells = [
    `q${query}`.padEnd(5),
    embedded.toFixed(1).padStart(12),
    distributed.toFixed(1).padStart(11),
    ratio(times).toFixed(2).padStart(6),
  ];
  return cells.join(" ") + (fault === undefined ? "" : `  WRONG: ${fault}`);
}

async function measure(embedded: Engine, engine: Engine, query: number, runs: number): Promise<QueryTimes> {
  const sql = tpchQueries[query - 1] as string;
  const times: { readonly embedded: number; readonly distributed: number }[] = [];
  for (let run = 0; run <= runs; run++) {
    times.push({ embedded: await timed(embedded, sql), distributed: await timed(engine, sql) });
  }
  const measured = times.slice(1);
  const fault = compareAnswer(query, await textRows(engine, sql), await textRows(embedded, sql));
  return {
    query,
    embedded: median(measured.map((each) => each.embedded)),
    distributed: median(measured.map((each) => each.distributed)),
    ...(fault === undefined ? {} : { fault }),
  };
}

async function timed(engine: Engine, sql: string): Promise<number> {
  const start = performance.now();
  await consume(engine, sql);
  return performance.now() - start;
}
