// For tests: statements on a session whose memory can be looked at.
import { usedBytes } from "../arena/allocator.ts";
import { FfqError } from "../common/error.ts";
import { type EngineOptions, loadForOptions, readOptions } from "./options.ts";
import { parse } from "./query.ts";
import type { Row } from "./query-result.ts";
import { type QueryOptions, runStatement } from "./run-statement.ts";
import { createSession, type Session, type SessionParts } from "./session.ts";

export interface TestSession {
  readonly session: Session;
  /** Bytes in use, of all memories. */
  usedBytes(): number;
  rows(sql: string, options?: QueryOptions): Promise<Row[]>;
  /** Values in the order of the columns. */
  values(sql: string, options?: QueryOptions): Promise<unknown[][]>;
  /** SQLSTATE and message of the error that the statement must give. */
  error(sql: string, options?: QueryOptions): Promise<string>;
  close(): Promise<void>;
}

/** Its threads, where there are some, start with the first work. */
export async function openSession(options: EngineOptions = {}, parts: SessionParts = {}): Promise<TestSession> {
  await loadForOptions(options);
  const { config, settings } = readOptions({ threads: 0, ...options });
  const session = await createSession(config, settings, { patienceMs: 0, ...parts });
  const run = async (sql: string, own: QueryOptions = {}): Promise<Row[]> => {
    let last: Row[] = [];
    for (const statement of await parse(sql)) last = await (await runStatement(session, statement, own)).rows();
    return last;
  };
  return {
    session,
    usedBytes: () => session.memories.all.reduce((sum, arena) => sum + usedBytes(arena), 0),
    rows: run,
    values: async (sql, own) => (await run(sql, own)).map((row) => Object.values(row)),
    error: async (sql, own) => {
      try {
        await run(sql, own);
      } catch (thrown) {
        const error = FfqError.from(thrown);
        return `${error.sqlstate} ${error.message}`;
      }
      throw new Error(`no error from ${sql}`);
    },
    close: () => session.runtime.close(),
  };
}
