// A query on its way through every phase, once, forward: parse, bind, optimize, plan, run.
import { bindStatement } from "../binder/binder.ts";
import type { Clauses } from "../binder/clauses.ts";
import type { BindContext, Narrowing, Parameter, StatementMoment } from "../binder/context.ts";
import { isSimpleQuery } from "../binder/simple-query.ts";
import type { BoundStatement } from "../binder/statement.ts";
import { withinStack } from "../common/stack-depth.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import type { AggregateLookup } from "../function/aggregate/resolve.ts";
import type { AggregateRegistry } from "../function/aggregate-registry.ts";
import type { WindowLookup } from "../function/window/resolve.ts";
import type { WindowRegistry } from "../function/window-registry.ts";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { Estimator } from "../optimizer/estimate.ts";
import { optimize } from "../optimizer/optimizer.ts";
import type { RuleName } from "../optimizer/rule.ts";
import { rulesFor } from "../optimizer/rule-list.ts";
import type { SharedProfiles } from "../optimizer/shared-profiles.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { PlannerContext } from "../planner/context.ts";
import type { GeneralPlanner } from "../planner/general.ts";
import { planQuery } from "../planner/planner.ts";
import { onlyReads } from "../sql/only-reads.ts";
import { parseSql } from "../sql/parse.ts";
import { loadParser } from "../sql/parser-loader.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import type { Datum } from "../type/datum.ts";
import { callsIn } from "./expr-nodes.ts";
import type { SessionFunctions } from "./functions.ts";
import { library, loadLibrary } from "./library.ts";
import type { Settings } from "./options.ts";
import type { PreparedStatements } from "./prepared.ts";
import { rewriteEverywhere } from "./rewrite-everywhere.ts";
import type { StatementTables } from "./statement-tables.ts";

/** The statements of a text. @throws FfqError SYNTAX */
export async function parse(text: string): Promise<readonly ParsedStatement[]> {
  await loadParser();
  return parseSql(text);
}

/** What the names in a statement stand for. */
export interface StatementNames {
  readonly tables: StatementTables;
  readonly functions: SessionFunctions;
  readonly prepared: PreparedStatements;
}

/** Names and types resolved. @throws FfqError with the place in the text */
export type Bind = (
  names: StatementNames,
  parameters: readonly Parameter[],
  moment: StatementMoment,
  narrowing: Narrowing,
) => BoundStatement;

let clauses: Clauses<BindContext> | undefined;

/** What binds a statement. The parts of the binder that queries and simple ones do not need are loaded for the others. */
export async function binderOf(statement: ParsedStatement): Promise<Bind> {
  // Asked each time, an import takes as long as binding a small query.
  if (clauses === undefined && !isSimpleQuery(statement.node)) {
    const [binding] = await Promise.all([import("../binder/all-clauses.ts"), loadLibrary()]);
    clauses = binding.allClauses;
  }
  const isQuery = onlyReads(statement.node);
  const commands = isQuery ? {} : { commands: (await import("../binder/bind-command.ts")).bindCommand };
  return ({ tables, functions, prepared }, parameters, moment, narrowing) => {
    const ports = {
      functions: functions.registry,
      // Made for statements that ask: their rows are many.
      get aggregates(): AggregateLookup {
        return library().aggregateLookup(library().builtinAggregates());
      },
      get windows(): WindowLookup {
        return library().windowLookup(library().builtinWindows());
      },
      tables,
      moment,
      narrowing,
      prepared: (name: string) => prepared.get(name)?.types,
      preparedNames: () => prepared.names(),
    };
    // As they are now: what a view that was made meanwhile takes is loaded.
    return bindStatement(ports, statement, { parameters, ...commands, ...(clauses === undefined ? {} : { clauses }) });
  };
}

/** What a statement's optimizer and planner both need. */
export interface Planning {
  /** Throws when the statement is to end. */
  check(): void;
  /** Estimates that one leaves for the other. */
  readonly profiles: SharedProfiles;
}

/** An equal plan that should run faster. */
export async function optimized(
  plan: LogicalPlan,
  { tables, functions }: StatementNames,
  settings: Settings,
  { check, profiles }: Planning,
): Promise<LogicalPlan> {
  // What several parts of a plan share is in the memory of its fragment, where functions of the program do not reach.
  const disabled = callsCustom(plan, functions)
    ? new Set<RuleName>([...settings.disabledRules, "share-subplans"])
    : settings.disabledRules;
  const context = {
    table: tables.provider,
    functions: functions.registry,
    fold: (expr: PhysicalExpr) => functions.fold(expr),
    disabled,
    check,
    profiles,
  };
  return optimize(withKnownNulls(plan, tables), context, await rulesFor(plan));
}

function callsCustom(plan: LogicalPlan, functions: SessionFunctions): boolean {
  if (!functions.hasCustom) return false;
  for (const overload of callsIn(plan)) if (functions.custom(overload) !== undefined) return true;
  return false;
}

export interface PlanSettings extends Settings {
  /** Tasks may divide tables by values. */
  readonly dividesScans: boolean;
}

/** What runs. @param general what planning the plan takes beyond what is always there (planner.ts) */
export function planned(
  optimal: LogicalPlan,
  { tables, functions }: StatementNames,
  settings: PlanSettings,
  general: GeneralPlanner | undefined,
  profiles?: SharedProfiles,
): StageGraph {
  const external = functions.external;
  const calls = {
    isExternal: (overload: string) => external(overload) !== undefined,
    isVolatile: (expr: LogicalExpr) => functions.isVolatile(expr),
  };
  const isolated = general !== undefined && functions.hasCustom;
  const plan = isolated ? general.isolateFunctions(optimal, calls) : optimal;
  const fold = (expr: PhysicalExpr): Datum | undefined => functions.fold(expr);
  const estimator = new Estimator({ table: tables.provider, fold }, profiles);
  // From the root: what references to a WITH give follows from its definition.
  estimator.profile(plan);
  const context: PlannerContext = {
    get aggregates(): AggregateRegistry {
      return library().builtinAggregates();
    },
    get windows(): WindowRegistry {
      return library().builtinWindows();
    },
    external,
    provider: tables.provider,
    fold,
    estimateRows: (node) => estimator.rows(node),
    partitions: settings.partitions,
    smallInputRows: settings.smallInputRows,
    recursionLimit: settings.recursionLimit,
    isVolatile: (expr) => functions.isVolatile(expr),
    canFail: (expr) => functions.canFail(expr),
    blocksOf: (table, column) =>
      settings.dividesScans ? tables.provider(table).statistics.columns[column]?.blocks : undefined,
  };
  return withinStack(() => planQuery(plan, context, general));
}

/** Columns that may be NULL by their definition but hold none in the table as the statement sees it. */
function withKnownNulls(plan: LogicalPlan, tables: StatementTables): LogicalPlan {
  return rewriteEverywhere(plan, (node) => {
    if (node.kind !== "scan") return node;
    const complete = new Set(
      tables
        .provider(node.table)
        .fields.filter(({ nullable }) => !nullable)
        .map(({ name }) => name),
    );
    const holdsNone = ({ output, source }: (typeof node.columns)[number]): boolean =>
      output.nullable && complete.has(source);
    if (!node.columns.some(holdsNone)) return node;
    const columns = node.columns.map((column) =>
      holdsNone(column) ? { ...column, output: { ...column.output, nullable: false } } : column,
    );
    return { ...node, columns };
  });
}
