// Replays conformance files on an engine: each file from its first line to its last in an empty catalog, every
// record compared with what PostgreSQL answered (the corpus's README.md has format and rules).
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Engine, type EngineOptions, FfqError, type QueryResult } from "@ffq/client";
import type { TextRow } from "./answers.ts";
import { typname } from "./type-name.ts";

export interface CategoryScore {
  readonly category: string;
  queries: number;
  right: number;
  /** Queries whose column names and types are PostgreSQL's too. */
  metadata: number;
  errors: number;
  rejected: number;
  sameState: number;
}

export interface Failure {
  /** `category/file.jsonl:line`. */
  readonly key: string;
  readonly file: string;
  readonly line: number;
  readonly sql: string;
  readonly reason: string;
}

export interface ReplayOptions {
  readonly categories?: readonly string[];
  /** Only files whose name holds this. */
  readonly file?: string;
  readonly engine: EngineOptions;
  /** Of queries that are not asked, nor counted. */
  readonly isLeftOut?: (key: string) => boolean;
  readonly onFailure: (failure: Failure) => void;
}

interface QueryRecord {
  readonly kind: "query";
  readonly sql: string;
  readonly types: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
  readonly ordered: boolean;
  readonly rows_cutf8?: readonly TextRow[];
}

type CorpusRecord =
  | { readonly kind: "statement"; readonly sql: string }
  | QueryRecord
  | { readonly kind: "error"; readonly sql: string; readonly sqlstate: string };

type Compare = (record: QueryRecord, got: readonly TextRow[]) => string | null;

/** Milliseconds that one statement may take. */
const STATEMENT_TIMEOUT = 120_000;

/** Scores by category, in the order of their names. */
export async function replayCorpus(corpus: string, options: ReplayOptions): Promise<readonly CategoryScore[]> {
  const { compareRows } = (await import(pathToFileURL(join(corpus, "compare.mjs")).href)) as {
    readonly compareRows: Compare;
  };
  const cases = join(corpus, "cases");
  const scores: CategoryScore[] = [];
  for (const category of readdirSync(cases).sort()) {
    if (options.categories?.includes(category) === false) continue;
    const score: CategoryScore = {
      category,
      queries: 0,
      right: 0,
      metadata: 0,
      errors: 0,
      rejected: 0,
      sameState: 0,
    };
    for (const file of readdirSync(join(cases, category)).sort()) {
      if (!file.includes(options.file ?? "")) continue;
      await replayFile(join(cases, category, file), score, compareRows, options);
    }
    scores.push(score);
  }
  return scores;
}

async function replayFile(path: string, score: CategoryScore, compare: Compare, options: ReplayOptions): Promise<void> {
  const [, ...records] = readFileSync(path, "utf8").trimEnd().split("\n");
  const engine = await Engine.create(options.engine);
  try {
    for (const [position, text] of records.entries()) {
      const record = JSON.parse(text) as CorpusRecord;
      const line = position + 2;
      const key = `${score.category}/${basename(path)}:${line}`;
      if (record.kind === "query" && options.isLeftOut?.(key) === true) continue;
      const reason = await replayRecord(engine, record, score, compare);
      if (reason === undefined) continue;
      options.onFailure({ key, file: path, line, sql: record.sql, reason });
    }
  } finally {
    await engine.close();
  }
}

/** Counts a record; answers what was wrong. */
async function replayRecord(
  engine: Engine,
  record: CorpusRecord,
  score: CategoryScore,
  compare: Compare,
): Promise<string | undefined> {
  switch (record.kind) {
    case "statement": {
      const answer = await answerOf(engine, record.sql);
      return "error" in answer ? describe(answer.error) : undefined;
    }
    case "query": {
      score.queries++;
      const answer = await answerOf(engine, record.sql);
      if ("error" in answer) return describe(answer.error);
      if (sameMetadata(answer.columns, record)) score.metadata++;
      const wrong = compare(record, answer.rows);
      const accepted =
        wrong === null ||
        (record.rows_cutf8 !== undefined && compare({ ...record, rows: record.rows_cutf8 }, answer.rows) === null);
      if (!accepted) return wrong;
      score.right++;
      return undefined;
    }
    case "error": {
      score.errors++;
      const answer = await answerOf(engine, record.sql);
      if (!("error" in answer)) return `no error, but ${record.sqlstate} was due`;
      if (answer.error.code === "UNSUPPORTED" && record.sqlstate !== "0A000") return describe(answer.error);
      score.rejected++;
      if (answer.error.sqlstate !== record.sqlstate) return `${describe(answer.error)} instead of ${record.sqlstate}`;
      score.sameState++;
      return undefined;
    }
  }
}

type Answer =
  | { readonly columns: QueryResult["columns"]; readonly rows: readonly TextRow[] }
  | { readonly error: FfqError };

async function answerOf(engine: Engine, sql: string): Promise<Answer> {
  try {
    const result = await engine.query(sql, { timeoutMs: STATEMENT_TIMEOUT });
    const rows: TextRow[] = [];
    for await (const batch of result.textRows()) rows.push(...batch);
    return { columns: result.columns, rows };
  } catch (thrown) {
    return { error: FfqError.from(thrown) };
  }
}

const describe = (error: FfqError): string => `${error.code} ${error.sqlstate ?? ""} ${error.message}`;

function sameMetadata(got: QueryResult["columns"], { columns, types }: QueryRecord): boolean {
  return (
    got.length === columns.length &&
    got.every(({ name, type }, position) => name === columns[position] && typname(type) === types[position])
  );
}
