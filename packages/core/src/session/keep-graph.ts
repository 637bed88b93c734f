// Which queries of a session are planned once for all times that they are asked: those whose stage graph follows from their
// text, tables and settings alone. Whether these are still the same is known-statements.ts.
import type { ParsedStatement } from "../sql/statement.ts";
import { isLasting, isSmall, type KnownPlan } from "./known-statements.ts";
import type { PlannedQuery, Running } from "./prepare-query.ts";
import type { Session } from "./session.ts";
import { isDivided } from "./undivided.ts";

/** What a query was planned to before, where nothing that it follows from has changed. */
export function knownPlan({ session, tables }: Running, statement: ParsedStatement): KnownPlan | undefined {
  if (!keepsGraphs(session)) return undefined;
  const known = session.known.plan(statement, session.settings, tables);
  return known?.divided !== undefined && !session.dividesScans ? undefined : known;
}

/** Keeps what a query was planned to, under these settings, from the second time on that it is asked. */
export function keepGraph(
  { session, tables }: Running,
  statement: ParsedStatement,
  { bound, optimized, graph, isEvaluated }: PlannedQuery,
  { settings, isNarrow }: Pick<KnownPlan, "settings" | "isNarrow">,
): void {
  const { known, functions } = session;
  const { seen } = tables;
  if (!known.isAskedAgain(statement) || seen === undefined || !keepsGraphs(session)) return;
  // Planning pauses, and another statement may have changed them.
  if (session.settings !== settings) return;
  if (isEvaluated || !isLasting(bound, functions.registry) || !isSmall(optimized)) return;
  const divided = isDivided(graph) ? { divided: optimized } : {};
  known.keep(statement, { graph, ...divided, isNarrow, settings, seen });
}

/** A graph of a sequence of random numbers is for its place in it; of functions of the program nobody knows what they answer. */
function keepsGraphs({ functions, chance }: Session): boolean {
  return !functions.hasCustom && chance === undefined;
}
