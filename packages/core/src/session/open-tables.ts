// Opening a statement's files under its signal and its time limit: that comes before anything runs, so that the
// runtime's own limit does not see it yet. What opening took is taken off what running may take.
import type { Clock } from "../common/clock.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { Session, StatementOptions } from "./session.ts";
import { statementSignal, withTimeSpent } from "./statement-signal.ts";
import { StatementTables } from "./statement-tables.ts";

export interface OpenedTables<Options> {
  readonly tables: StatementTables;
  /** As they were given, with the time that is left. */
  readonly options: Options;
}

/** @throws FfqError CANCELLED or TIMEOUT, or what opening a file gives */
export async function openTables<Options extends StatementOptions>(
  { catalog, stores, settings }: Session,
  statement: ParsedStatement,
  options: Options,
  clock: Clock,
): Promise<OpenedTables<Options>> {
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
  const { signal, release } = statementSignal({ ...options, timeoutMs }, clock);
  const start = clock.now();
  try {
    signal.throwIfAborted();
    const tables = await StatementTables.open(catalog, stores, statement, signal);
    return { tables, options: withTimeSpent(options, timeoutMs, clock.now() - start) };
  } finally {
    release();
  }
}
