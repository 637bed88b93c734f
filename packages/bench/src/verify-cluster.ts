// `pnpm verify cluster [--sf N] [--workers N] [--categories a,b]`: a coordinator and workers as real processes answer TPC-H, the project's
// own cases and the conformance corpus, and must answer as the embedded engine does on the same data.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type EngineOptions, tpchQueries } from "@ffq/client";
import { compareAnswer, type TextRow } from "./answers.ts";
import { caseFiles, replayCases } from "./cases.ts";
import { Cluster } from "./cluster-processes.ts";
import { generatedData, sharedFolder } from "./data.ts";
import { openEngine, textRows } from "./engine-answers.ts";
import { replayCorpus } from "./replay.ts";

export interface VerifyClusterOptions {
  readonly scaleFactor: number;
  readonly workers: number;
  /** TPC-H queries, counted from 1. */
  readonly queries: readonly number[];
  /** Of the corpus; undefined: all. */
  readonly categories: readonly string[] | undefined;
}

/** Small statements mostly wait: several of them at the same time. */
const CATEGORIES_AT_ONCE = 4;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** @returns false when an answer differs */
export async function verifyCluster({
  scaleFactor,
  workers,
  queries,
  categories,
}: VerifyClusterOptions): Promise<boolean> {
  const directory = await generatedData(scaleFactor);
  const cluster = await Cluster.start({ workers, threads: 1, slots: 2, allowPaths: [directory] });
  try {
    const options: EngineOptions = { coordinator: cluster.url, threads: 0, partitions: 3, smallInputRows: 0 };
    const tpch = await verifyTpch(directory, options, queries);
    const cases = await verifyCases(options);
    const corpus = await verifyCorpus(options, categories);
    say(
      `verify cluster sf=${scaleFactor} workers=${workers} tpch=${tpch.right}/${queries.length} ${cases.text} ${corpus.text}`,
    );
    return tpch.right === queries.length && cases.isSame && corpus.isSame;
  } finally {
    await cluster.close();
  }
}

async function verifyTpch(
  directory: string,
  options: EngineOptions,
  queries: readonly number[],
): Promise<{ readonly right: number }> {
  const embedded = await openEngine(directory, "parquet", { threads: 2 });
  const engine = await openEngine(directory, "parquet", options);
  let right = 0;
  try {
    for (const query of queries) {
      const sql = tpchQueries[query - 1] as string;
      const fault = await faultOf(query, () => textRows(engine, sql), await textRows(embedded, sql));
      if (fault === undefined) right++;
      else say(`q${query}: ${fault}`);
    }
  } finally {
    await engine.close();
    await embedded.close();
  }
  return { right };
}

async function faultOf(
  query: number,
  ask: () => Promise<readonly TextRow[]>,
  want: readonly TextRow[],
): Promise<string | undefined> {
  try {
    return compareAnswer(query, await ask(), want);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** What another engine than the embedded one gets wrong. */
interface Comparison {
  readonly text: string;
  readonly isSame: boolean;
}

async function verifyCases(options: EngineOptions): Promise<Comparison> {
  const files = caseFiles();
  let faults = 0;
  for (const file of files) {
    const own = new Set(await replayCases(file, { threads: 1 }));
    for (const fault of await replayCases(file, options)) {
      if (own.has(fault)) continue;
      faults++;
      say(`case ${file}: ${fault}`);
    }
  }
  return { text: `cases=${files.length} faults=${faults}`, isSame: faults === 0 };
}

async function verifyCorpus(options: EngineOptions, categories: readonly string[] | undefined): Promise<Comparison> {
  const corpus = sharedFolder("conformance");
  if (corpus === undefined) return { text: "corpus=absent", isSame: true };
  const left = [...(categories ?? readdirSync(join(corpus, "cases")).sort())];
  const sum = { queries: 0, right: 0, differences: 0 };
  const takeOver = async (): Promise<void> => {
    for (let category = left.shift(); category !== undefined; category = left.shift()) {
      const embedded = await replayed(corpus, category, { threads: 0 });
      const distributed = await replayed(corpus, category, options);
      const differences = [...distributed.failed].filter(([place]) => !embedded.failed.has(place));
      for (const [place, reason] of differences) say(`${place}: ${reason}`);
      say(`corpus ${category} queries=${distributed.queries} differences=${differences.length}`);
      sum.queries += distributed.queries;
      sum.right += distributed.queries - distributed.failed.size;
      sum.differences += differences.length;
    }
  };
  await Promise.all(Array.from({ length: CATEGORIES_AT_ONCE }, takeOver));
  const text = `corpus=${sum.right}/${sum.queries} differences=${sum.differences}`;
  return { text, isSame: sum.differences === 0 };
}

/** What an engine did not answer as PostgreSQL, by its place. */
async function replayed(
  corpus: string,
  category: string,
  engine: EngineOptions,
): Promise<{ readonly failed: ReadonlyMap<string, string>; readonly queries: number }> {
  const failed = new Map<string, string>();
  const scores = await replayCorpus(corpus, {
    categories: [category],
    engine,
    onFailure: ({ file, line, sql, reason }) => failed.set(`${file}:${line}`, `${reason}\n    ${sql}`),
  });
  return { failed, queries: scores.reduce((sum, { queries }) => sum + queries, 0) };
}
