// The binder's door: one parsed statement to a bound one. Below it no name of SQL is left: columns have ids, calls
// have overloads, casts are explicit. Queries are bound from here on; all else is a part of its own (bind-command.ts).
import type { Node } from "@pgsql/types";
import { FfqError } from "../common/error.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { onlyReads } from "../sql/only-reads.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { bindConstant } from "./bind-constant.ts";
import { bindName } from "./bind-name.ts";
import { bindQuery } from "./bind-query.ts";
import { bindView } from "./bind-view.ts";
import type { Clauses } from "./clauses.ts";
import { BindContext, type BinderDoors, type BinderPorts, type Parameter } from "./context.ts";
import { NOWHERE, type Place } from "./scope.ts";
import type { BoundStatement } from "./statement.ts";
import { statementName } from "./statement-name.ts";

/** An expression: names and constants here, all others where the clauses are. */
function bindExpr(context: BindContext, place: Place, node: Node): LogicalExpr {
  if ("A_Const" in node) return bindConstant(context, node.A_Const);
  if ("ColumnRef" in node) return bindName(context, place, node.ColumnRef);
  return context.clauses.expr(context, place, node);
}

/** What a statement that holds another one binds it with. */
export interface StatementDoors {
  readonly statement: (context: BindContext, node: Node) => BoundStatement;
  /** A context for the same text with other parameters. */
  readonly withParameters: (parameters: readonly Parameter[]) => BindContext;
}

/** Binds what is no query. */
export type CommandBinder = (
  context: BindContext,
  parsed: ParsedStatement,
  node: Node,
  doors: StatementDoors,
) => BoundStatement;

export interface BindOptions {
  /** `parameters[0]` is $1. */
  readonly parameters?: readonly Parameter[];
  /** Absent: queries only. */
  readonly commands?: CommandBinder;
  /** Absent: simple queries only (simple-query.ts). */
  readonly clauses?: Clauses<BindContext>;
}

/**
 * Binds a statement.
 * @throws FfqError with PostgreSQL's SQLSTATE and message, and the place in the text
 */
export function bindStatement(
  ports: BinderPorts,
  parsed: ParsedStatement,
  { parameters = [], commands, clauses }: BindOptions = {},
): BoundStatement {
  const doors: BinderDoors = {
    expr: bindExpr,
    query: bindQuery,
    view: bindView,
    ...(clauses === undefined ? {} : { clauses }),
  };
  const withParameters = (own: readonly Parameter[]): BindContext => new BindContext(ports, doors, parsed, own);
  const statement = (context: BindContext, node: Node): BoundStatement => {
    if (onlyReads(node)) return { kind: "query", plan: context.query(NOWHERE, node.SelectStmt) };
    if (commands === undefined) throw context.unsupported(statementName(node));
    return commands(context, parsed, node, { statement, withParameters });
  };
  try {
    return statement(withParameters(parameters), parsed.node);
  } catch (thrown) {
    if (!(thrown instanceof RangeError) || !/stack/i.test(thrown.message)) throw thrown;
    // JavaScript's stack is the limit; PostgreSQL's max_stack_depth has the same answer.
    const detail = { sqlstate: "54001", span: parsed.span, hint: "Nest less deeply." };
    throw new FfqError("SYNTAX", "stack depth limit exceeded", detail, thrown);
  }
}
