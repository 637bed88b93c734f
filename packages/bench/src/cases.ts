// The project's own cases: statements with what PostgreSQL answered (cases/*.jsonl, written by record-cases.ts),
// replayed on an engine of any configuration. Text, type names and column names must be PostgreSQL's exactly.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Engine, type EngineOptions, FfqError } from "@ffq/client";
import { type CaseRecord, casesFolder, type TextRow } from "./case-record.ts";
import { typname } from "./type-name.ts";

/** Names of the case files, without their ending. */
export function caseFiles(): readonly string[] {
  return readdirSync(casesFolder)
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.replace(/[.]jsonl$/, ""));
}

/** Statements over so many rows that one row a batch would show nothing but what it costs, at worst a file a row. */
const OVER_MANY_ROWS = /generate_series\(\d+, \d{4,}\)/;
/** What their batches have instead: still too few for any of these statements to fit in one. */
const FEW_ROWS = 63;

/** Replays a file in an engine of its own; answers what was not as PostgreSQL has it, a line each. */
export async function replayCases(file: string, options: EngineOptions): Promise<readonly string[]> {
  const faults: string[] = [];
  const engine = await Engine.create(options);
  try {
    for (const line of readFileSync(join(casesFolder, `${file}.jsonl`), "utf8")
      .trimEnd()
      .split("\n")) {
      const record = JSON.parse(line) as CaseRecord;
      const isLarge = options.batchRows === 1 && OVER_MANY_ROWS.test(record.sql);
      if (isLarge) await engine.query(`SET batch_rows = ${FEW_ROWS}`);
      const fault = await faultOf(engine, record);
      if (isLarge) await engine.query("RESET batch_rows");
      if (fault !== undefined) faults.push(`${record.sql}\n    ${fault}`);
    }
  } finally {
    await engine.close();
  }
  return faults;
}

async function faultOf(engine: Engine, record: CaseRecord): Promise<string | undefined> {
  let got: CaseRecord;
  try {
    got = await answerOf(engine, record.sql);
  } catch (thrown) {
    const error = FfqError.from(thrown);
    if ("sqlstate" in record && error.sqlstate === record.sqlstate) return undefined;
    return `${error.code} ${error.sqlstate ?? ""} ${error.message}`;
  }
  const [shown, wanted] = [got, record].map((entry) => comparable(entry, "ordered" in record && record.ordered));
  return shown === wanted ? undefined : `got  ${shown}\n    want ${wanted}`;
}

async function answerOf(engine: Engine, sql: string): Promise<CaseRecord> {
  const result = await engine.query(sql);
  if (result.columns.length === 0) return { sql, count: result.rowCount ?? 0 };
  const rows: TextRow[] = [];
  for await (const batch of result.textRows()) rows.push(...batch);
  const columns = result.columns.map(({ name }) => name);
  return {
    sql,
    columns,
    types: result.columns.map(({ type }) => typname(type)),
    ordered: false,
    rows,
  };
}

function comparable(record: CaseRecord, ordered: boolean): string {
  if ("sqlstate" in record) return `error ${record.sqlstate}`;
  if ("count" in record) return `${record.count} rows changed`;
  const rows = record.rows.map((row) => JSON.stringify(row));
  return `${record.columns.join()} ${record.types.join()} ${(ordered ? rows : rows.sort()).join(" ")}`;
}
