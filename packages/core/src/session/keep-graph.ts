// Which queries of a session are planned once for all times that they are asked: those whose stage graph follows from their
// text, tables and settings alone. Whether these are still the same is known-statements.ts.
import type { StageGraph } from "../physical/fragment.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { isLasting, isSmall } from "./known-statements.ts";
import type { Settings } from "./options.ts";
import type { PlannedQuery, Running } from "./prepare-query.ts";
import type { Session } from "./session.ts";
import { isDivided } from "./undivided.ts";

/** The graph of a query that was planned before, where nothing that it follows from has changed. */
export function knownGraph({ session, tables }: Running, statement: ParsedStatement): StageGraph | undefined {
  return keepsGraphs(session) ? session.known.graph(statement, session.settings, tables) : undefined;
}

/** Keeps what a query was planned to, under `settings`, from the second time on that it is asked. */
export function keepGraph(
  { session, tables }: Running,
  statement: ParsedStatement,
  { bound, optimized, graph, isEvaluated }: PlannedQuery,
  settings: Settings,
): void {
  const { known, functions } = session;
  const { seen } = tables;
  if (!known.isAskedAgain(statement) || seen === undefined || !keepsGraphs(session)) return;
  // Planning pauses, and another statement may have changed them.
  if (session.settings !== settings) return;
  if (isEvaluated || isDivided(graph) || !isLasting(bound, functions.registry) || !isSmall(optimized)) return;
  known.keep(statement, { graph, settings, seen });
}

/** A cluster's graphs are for its slots, those of a sequence of random numbers for their place in it. */
function keepsGraphs({ runtime, local, functions, chance }: Session): boolean {
  return runtime === local && !functions.hasCustom && chance === undefined;
}
