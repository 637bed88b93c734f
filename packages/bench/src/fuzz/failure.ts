// A statement whose answers differ, made smaller, and the script that shows it.
import { type Answer, compareScripts, type Verdict } from "./answer.ts";
import type { FuzzCase } from "./cases.ts";
import { minimiseStatement, minimiseTables } from "./minimise.ts";
import { loadedFfq, loadTables, type Peer, type Setup } from "./peers.ts";
import { textOf } from "./piece.ts";
import { createStatements, type FuzzTable } from "./tables.ts";

export interface Failure {
  readonly tables: readonly FuzzTable[];
  readonly made: FuzzCase;
  readonly setup: Setup;
  /** Where it fails; holds the tables, as PostgreSQL does. */
  readonly engine: Peer;
  readonly postgres: Peer;
}

export interface SmallFailure {
  readonly tables: readonly FuzzTable[];
  readonly sql: string;
  readonly got: Answer;
  readonly want: Answer;
  /** The same for failures that are probably the same fault. */
  readonly key: string;
}

/** As it is, unless it is to be made smaller. */
export async function smallestFailure(failure: Failure, minimises: boolean): Promise<SmallFailure> {
  const { made, tables, engine } = failure;
  const wanted = wayOf(await differenceOf(textOf(made.script), failure, engine));
  const differs = async (sql: string, of: Peer): Promise<boolean> =>
    wayOf(await differenceOf(sql, failure, of)) === wanted;
  const attempts = minimises ? {} : { attempts: 0 };
  const sql = await minimiseStatement(made.script, (smaller) => differs(smaller, engine), attempts);
  const fails = (fewer: readonly FuzzTable[]): Promise<boolean> =>
    withTables(failure, fewer, (fresh) => differs(sql, fresh));
  const few = await minimiseTables(tables, sql, fails, { ...attempts, least: made.strict === "none" ? 0 : 1 });
  return withTables(failure, few, async (fresh) => {
    const { got, want } = await differenceOf(sql, failure, fresh);
    const key = got.kind === "error" ? `${got.sqlstate} ${got.message}` : sql;
    return { tables: few, sql, got, want, key };
  });
}

interface Difference {
  readonly verdict: Verdict;
  readonly got: Answer;
  readonly want: Answer;
}

async function differenceOf(sql: string, { made, tables, postgres }: Failure, engine: Peer): Promise<Difference> {
  const [all, wanted] = [await engine.answers(sql), await postgres.answers(sql)];
  const { verdict, position } = compareScripts({ script: sql, tables, strict: made.strict }, all, wanted);
  return { verdict, got: all[position] as Answer, want: wanted[position] as Answer };
}

/** A smaller case differs in the same way: an error stays that error, rows stay rows. */
function wayOf({ verdict, got, want }: Difference): string {
  const shortly = (answer: Answer): string => (answer.kind === "error" ? answer.sqlstate : "rows");
  return `${verdict}: ${shortly(got)}, ${shortly(want)}`;
}

/** Runs with these tables on PostgreSQL and on a fresh engine; afterwards PostgreSQL has the failure's own again. */
async function withTables<T>(
  { tables, setup, postgres }: Failure,
  fewer: readonly FuzzTable[],
  run: (fresh: Peer) => Promise<T>,
): Promise<T> {
  const drop = async (): Promise<void> => {
    for (const { name } of tables) await postgres.answer(`DROP TABLE IF EXISTS ${name}`);
  };
  await drop();
  await loadTables(postgres, fewer);
  const fresh = await loadedFfq(setup, fewer);
  try {
    return await run(fresh);
  } finally {
    await fresh.close();
    await drop();
    await loadTables(postgres, tables);
  }
}

export function failureScript({ tables, sql, got, want }: SmallFailure): string {
  const script = [...createStatements(tables), sql].map((line) => `${line};\n`).join("");
  return `${script}-- got  ${show(got)}\n-- want ${show(want)}\n`;
}

function show(answer: Answer): string {
  if (answer.kind === "error") {
    const places = answer.stack?.split("\n").slice(1, 6) ?? [];
    return [`${answer.sqlstate} ${answer.message}`, ...places].join("\n--     ");
  }
  const rows = answer.rows.slice(0, 12).map((row) => JSON.stringify(row));
  return `${answer.types.join()} ${answer.rows.length} rows ${rows.join(" ")}`;
}
