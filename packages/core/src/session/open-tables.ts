// Opening a statement's files under its signal and its time limit: that comes before anything runs, so that the
// runtime's own limit does not see it yet. What opening took is taken off what running may take.
import type { Clock } from "../common/clock.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { Session, StatementOptions } from "./session.ts";
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
  const controller = new AbortController();
  const cancel = (): void => controller.abort(stopError("cancelled", options.signal?.reason));
  options.signal?.addEventListener("abort", cancel);
  const start = clock.now();
  const stopTimer = timeoutMs === 0 ? undefined : clock.after(timeoutMs, () => controller.abort(stopError("timeout")));
  try {
    if (options.signal?.aborted === true) cancel();
    controller.signal.throwIfAborted();
    const tables = await StatementTables.open(catalog, stores, statement, controller.signal);
    if (timeoutMs === 0) return { tables, options };
    const left = Math.max(1, Math.floor(timeoutMs - (clock.now() - start)));
    return { tables, options: { ...options, timeoutMs: left } };
  } finally {
    options.signal?.removeEventListener("abort", cancel);
    stopTimer?.();
  }
}
