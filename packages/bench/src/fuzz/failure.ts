// A statement whose answers differ, made smaller, and the script that shows it.
import { type Answer, compareAnswers } from "./answer.ts";
import { minimiseRows, minimiseStatement } from "./minimise.ts";
import { loadedFfq, loadTables, type Peer, type Setup } from "./peers.ts";
import { type Piece, textOf } from "./piece.ts";
import { createStatements, type FuzzTable } from "./tables.ts";

export interface Failure {
  readonly tables: readonly FuzzTable[];
  readonly statement: Piece;
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

export async function smallestFailure(failure: Failure): Promise<SmallFailure> {
  const { statement, tables, engine, postgres } = failure;
  const sql = textOf(await minimiseStatement(statement, (smaller) => differs(smaller, engine, postgres)));
  const few = await minimiseRows(tables, sql, (fewer) =>
    withTables(failure, fewer, (fresh) => differs(sql, fresh, postgres)),
  );
  return withTables(failure, few, async (fresh) => {
    const [got, want] = [await fresh.answer(sql), await postgres.answer(sql)];
    const key = got.kind === "error" ? `${got.sqlstate} ${got.message}` : sql;
    return { tables: few, sql, got, want, key };
  });
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

async function differs(sql: string, engine: Peer, postgres: Peer): Promise<boolean> {
  const want = await postgres.answer(sql);
  if (want.kind === "error" && !want.sqlstate.startsWith("22")) return false;
  return compareAnswers(sql, await engine.answer(sql), want) === "different";
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
