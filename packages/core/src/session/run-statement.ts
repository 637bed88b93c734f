// Runs one statement of whatever kind. Queries give a result that runs as it is read; statements that change
// something have done so when their result is there, one at a time.
import type { Narrowing, Parameter, StatementMoment } from "../binder/context.ts";
import type { BoundStatement } from "../binder/statement.ts";
import { systemClock, wallMicros } from "../common/clock.ts";
import { FfqError, internal, isDamage } from "../common/error.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { ResultStream } from "../runtime/result.ts";
import { onlyReads } from "../sql/only-reads.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { keepGraph, knownPlan } from "./keep-graph.ts";
import type { KnownPlan } from "./known-statements.ts";
import { openTables } from "./open-tables.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { namesOf, prepare, type Running, start, startAgain, zoneOf } from "./prepare-query.ts";
import { parametersOf } from "./prepared.ts";
import { binderOf } from "./query.ts";
import { QueryResult } from "./query-result.ts";
import type { Session, StatementOptions } from "./session.ts";
import { StatementLimit } from "./statement-limit.ts";
import { withTimeSpent } from "./statement-signal.ts";
import { begun, isTooNarrow } from "./widening.ts";

export interface QueryOptions extends StatementOptions {
  /** For $1, $2 ... or :name. */
  readonly parameters?: Parameters;
}

/** @throws FfqError */
export async function runStatement(
  session: Session,
  statement: ParsedStatement,
  options: QueryOptions,
): Promise<QueryResult> {
  const { timeoutMs = session.settings.timeoutMs } = options;
  const runBehind = (waitedMs: number): Promise<QueryResult> => {
    const { timeoutMs: limitMs = session.settings.timeoutMs } = options;
    return bindAndRun(session, statement, withTimeSpent(options, limitMs, waitedMs));
  };
  try {
    if (onlyReads(statement.node)) return await bindAndRun(session, statement, options);
    return await session.turns.take(runBehind, { ...options, timeoutMs });
  } catch (thrown) {
    // What the signal throws where nothing runs yet is no FfqError.
    const isStopped = options.signal?.aborted === true && !(thrown instanceof FfqError);
    if (isStopped) throw stopError("cancelled", thrown);
    const error = FfqError.from(thrown);
    if (isDamage(error)) session.local.damaged(error);
    throw error;
  }
}

async function bindAndRun(session: Session, statement: ParsedStatement, given: QueryOptions): Promise<QueryResult> {
  return runBound(session, statement, given, readParameters(given.parameters, statement.parameters));
}

async function runBound(
  session: Session,
  statement: ParsedStatement,
  given: QueryOptions,
  parameters: readonly Parameter[],
): Promise<QueryResult> {
  given.signal?.throwIfAborted();
  const bind = await binderOf(statement);
  const { tables, options } = await openTables(session, statement, given, systemClock);
  try {
    const moment = new StatementClock(session.settings.timeZone);
    const timeoutMs = options.timeoutMs ?? session.settings.timeoutMs;
    const limit = new StatementLimit({ ...options, timeoutMs }, systemClock);
    const running = { session, tables, limit, moment };
    const isFixed = parameters.length === 0;
    const known = isFixed ? knownPlan(running, statement) : undefined;
    const narrowing = { isAllowed: true, isUsed: known?.isNarrow ?? false };
    const runAs = async (types: Narrowing): Promise<QueryResult> => {
      const bound = bind(namesOf(session, tables), parameters, moment, types);
      limit.check();
      const isLasting = bound.kind === "query" && isFixed && !moment.isRead;
      if (isLasting) return lastingQuery(running, bound.plan, statement, types.isUsed);
      return runKind(running, bound, types.isUsed);
    };
    try {
      return await (known === undefined ? runAs(narrowing) : runKnown(running, known));
    } catch (thrown) {
      if (!narrowing.isUsed || !isTooNarrow(thrown)) throw thrown;
      return await runAs({ isAllowed: false, isUsed: false });
    }
  } catch (thrown) {
    tables.release();
    throw thrown;
  }
}

/** @param isEager whether a query's first batch is waited for */
async function runKind(running: Running, bound: BoundStatement, isEager: boolean): Promise<QueryResult> {
  if (bound.kind === "query") return await query(running, bound.plan, isEager);
  if (bound.kind === "execute") return await execute(running, bound);
  const { runCommand } = await import("./run-command.ts");
  const result = await runCommand(running, bound);
  running.tables.release();
  return result;
}

async function query(running: Running, plan: LogicalPlan, isEager: boolean): Promise<QueryResult> {
  return resultOf(running, await start(running, plan), isEager);
}

/** A query that is planned for this time and, where it may be, for the next ones. */
async function lastingQuery(
  running: Running,
  plan: LogicalPlan,
  statement: ParsedStatement,
  isNarrow: boolean,
): Promise<QueryResult> {
  const { settings } = running.session;
  const prepared = await prepare(running, plan);
  const result = await resultOf(running, prepared.run(), isNarrow);
  keepGraph(running, statement, prepared, { settings, isNarrow });
  return result;
}

/** A query that was planned before. */
async function runKnown(running: Running, known: KnownPlan): Promise<QueryResult> {
  return resultOf(running, await startAgain(running, known), known.isNarrow);
}

/** @param isEager whether the first batch is waited for */
async function resultOf(running: Running, started: ResultStream, isEager: boolean): Promise<QueryResult> {
  const stream = isEager ? await begun(started) : started;
  const { fields } = stream;
  return new QueryResult({
    command: "SELECT",
    fields,
    stream,
    zone: zoneOf(running),
    onEnd: () => running.tables.release(),
  });
}

/** When the statement began, and whether anyone asked. */
class StatementClock implements StatementMoment {
  readonly timeZone: string;
  readonly #now = wallMicros();
  isRead = false;

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  get now(): bigint {
    this.isRead = true;
    return this.#now;
  }
}

/** The prepared statement, over values that are computed first. */
async function execute(running: Running, { name, plan }: BoundExecute): Promise<QueryResult> {
  const { session, tables, limit } = running;
  const prepared = session.prepared.get(name);
  if (prepared === undefined) throw internal(`prepared statement ${name} went while it was bound`);
  const { statement, types } = prepared;
  const parameters = types.length === 0 ? [] : await parametersOf(await start(running, plan), types, zoneOf(running));
  tables.release();
  return runBound(session, statement, limit.left, parameters);
}

type BoundExecute = Extract<BoundStatement, { readonly kind: "execute" }>;
