// Runs one statement of whatever kind. Queries give a result that runs as it is read; statements that change
// something have done so when their result is there.
import type { BoundStatement } from "../binder/statement.ts";
import { unsupported } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { loadArrow } from "./arrow-module.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { bind, optimized, planned } from "./query.ts";
import { QueryResult } from "./query-result.ts";
import { runOptions, type Session, type StatementOptions } from "./session.ts";
import { StatementTables } from "./statement-tables.ts";

export interface QueryOptions extends StatementOptions {
  /** For $1, $2 ... or :name. */
  readonly parameters?: Parameters;
}

export async function runStatement(
  session: Session,
  statement: ParsedStatement,
  options: QueryOptions,
): Promise<QueryResult> {
  const { catalog, stores } = session;
  const parameters = readParameters(options.parameters, statement.parameters);
  const tables = await StatementTables.open(catalog, stores, statement, options.signal);
  return runBound(session, bind(statement, tables, parameters), tables, options);
}

async function runBound(
  session: Session,
  bound: BoundStatement,
  tables: StatementTables,
  options: StatementOptions,
): Promise<QueryResult> {
  switch (bound.kind) {
    case "query":
      return runQuery(session, bound.plan, tables, options);
    case "create-table":
    case "create-table-as":
    case "create-view":
    case "drop":
    case "insert":
    case "update":
    case "delete":
    case "explain":
    case "set":
    case "show":
      throw unsupported(bound.kind);
    default:
      return unreachable(bound);
  }
}

async function runQuery(
  session: Session,
  plan: LogicalPlan,
  tables: StatementTables,
  options: StatementOptions,
): Promise<QueryResult> {
  const graph = planned(optimized(plan, tables, session.settings), tables, session.settings);
  const stream = session.runtime.run(graph, runOptions(session, tables, options));
  return new QueryResult({ command: "SELECT", fields: stream.fields, arrow: await loadArrow(), stream });
}
