// A bound query on its way to what runs: limits that are known, the optimizer, the planner, and the stage graph with
// the session's settings. Queries and statements that hold one both start theirs here.
import type { StatementMoment } from "../binder/context.ts";
import { textValues } from "../column/result-value.ts";
import { wallMicros } from "../common/clock.ts";
import { internal } from "../common/error.ts";
import { ColumnId } from "../common/ids.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { SharedProfiles } from "../optimizer/shared-profiles.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { generalPlannerFor } from "../planner/planner.ts";
import type { ResultStream } from "../runtime/result.ts";
import type { RunOptions } from "../runtime/runtime.ts";
import type { Datum } from "../type/datum.ts";
import { sessionZone } from "../type/time-zone.ts";
import { UTC, type ZoneTable } from "../type/zone-table.ts";
import { withDrawnValues } from "./drawn-values.ts";
import type { KnownPlan } from "./known-statements.ts";
import { library, loadLibraryFor } from "./library.ts";
import { withKnownLimits } from "./limit-values.ts";
import { optimized, planned, type StatementNames } from "./query.ts";
import { withChance } from "./repeatable-chance.ts";
import { runOptions, type Session } from "./session.ts";
import type { StatementLimit } from "./statement-limit.ts";
import type { StatementTables } from "./statement-tables.ts";
import { withStatementTime } from "./statement-time.ts";
import { isDivided, orUndivided } from "./undivided.ts";

/** A statement while it runs. */
export interface Running {
  readonly session: Session;
  readonly tables: StatementTables;
  readonly limit: StatementLimit;
  readonly moment: StatementMoment;
}

/** What the names in the statement stand for. */
export function namesOf({ functions, prepared }: Session, tables: StatementTables): StatementNames {
  return { tables, functions, prepared };
}

/** What timestamps with time zone are printed in. */
export function zoneOf({ moment }: Running): ZoneTable {
  return sessionZone(moment.timeZone) ?? UTC;
}

/** A query's plan in each of its forms. */
export interface PlannedQuery {
  readonly bound: LogicalPlan;
  readonly optimized: LogicalPlan;
  readonly graph: StageGraph;
  /** Numbers of its limits were asked for first. */
  readonly isEvaluated: boolean;
  readonly run: () => ResultStream;
  /** The same in another way: `run` starts a graph. */
  readonly runBy: <Batch>(run: (graph: StageGraph, options: RunOptions) => ResultStream<Batch>) => ResultStream<Batch>;
}

/** From the bound plan to what runs. */
export async function prepare(running: Running, plan: LogicalPlan): Promise<PlannedQuery> {
  const { session, tables, limit, moment } = running;
  const { settings } = session;
  const timed = withStatementTime(withDrawnValues(plan, session.functions.registry), moment.now, wallMicros());
  const told = timed.asksForSettings
    ? (await import("./statement-settings.ts")).withSettings(timed.plan, { ...session, settings })
    : timed.plan;
  const drawing = withChance(told, session.chance, (expr) => session.functions.fold(expr));
  const known = await withKnownLimits(drawing.plan, {
    evaluate: (expr) => evaluate(running, expr),
    callsCustom: (expr) => session.functions.callsCustom(expr),
    fold: (expr) => session.functions.fold(expr),
  });
  const names = namesOf(session, tables);
  const partitions = drawing.isRepeatable ? 1 : settings.partitions;
  await loadLibraryFor(known, partitions);
  const profiles = new SharedProfiles();
  const after = await optimized(known, names, settings, { check: () => limit.check(), profiles });
  await loadLibraryFor(after, partitions);
  const general = await generalPlannerFor(after, partitions);
  const plannedAs = (dividesScans: boolean): StageGraph =>
    planned(after, names, { ...settings, partitions, dividesScans }, general, profiles);
  const graph = plannedAs(session.dividesScans);
  limit.check();
  const runBy: PlannedQuery["runBy"] = (run) => {
    session.chance = drawing.after;
    if (!isDivided(graph)) return run(graph, runOptions(session, tables, limit.left));
    return runDivided(running, graph, () => plannedAs(false), run);
  };
  const run = (): ResultStream => runBy((stages, own) => session.runtime.run(stages, own));
  return { bound: plan, optimized: after, graph, isEvaluated: known !== drawing.plan, run, runBy };
}

type RunGraph<Batch> = (graph: StageGraph, options: RunOptions) => ResultStream<Batch>;

/** A graph that divides tables by values, and the same without that. */
function runDivided<Batch>(
  { session, tables, limit }: Running,
  graph: StageGraph,
  undivided: () => StageGraph,
  run: RunGraph<Batch>,
): ResultStream<Batch> {
  const given = runOptions(session, tables, limit.left);
  return orUndivided(run(graph, given), () => {
    session.dividesScans = false;
    return run(undivided(), given);
  });
}

/** Starts what was planned before, under the session's settings. */
export async function startAgain(running: Running, { graph, divided }: KnownPlan): Promise<ResultStream> {
  const { session, tables, limit } = running;
  const { runtime, settings } = session;
  if (divided === undefined) return runtime.run(graph, runOptions(session, tables, limit.left));
  const general = await generalPlannerFor(divided, settings.partitions);
  const names = namesOf(session, tables);
  const undivided = (): StageGraph => planned(divided, names, { ...settings, dividesScans: false }, general);
  return runDivided(running, graph, undivided, (stages, own) => runtime.run(stages, own));
}

/** Its rows come as they are asked for. */
export async function start(running: Running, plan: LogicalPlan): Promise<ResultStream> {
  return (await prepare(running, plan)).run();
}

/** The value of an expression over no columns, by running it: its text, read as a literal of its type is. */
async function evaluate(running: Running, expr: LogicalExpr): Promise<Datum> {
  const output = { id: ColumnId(Number.MAX_SAFE_INTEGER), name: "value", type: expr.type, nullable: true };
  const oneRow: LogicalPlan = { kind: "values", columns: [], rows: [[]] };
  const stream = await start(running, { kind: "project", input: oneRow, exprs: [{ output, expr }] });
  for await (const { rows, columns } of stream) {
    const [column] = columns;
    if (rows === 0 || column === undefined) continue;
    const text = textValues(column)(0);
    await stream.close();
    return text === null ? null : library().parseLiteral(text, expr.type);
  }
  throw internal("a row without a source gave none");
}
