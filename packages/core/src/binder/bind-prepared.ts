// PREPARE, EXECUTE and DEALLOCATE (PostgreSQL manual, SQL commands). A prepared statement is its tree and the types of
// its parameters: those that were declared, and of the others those that their places give them. EXECUTE casts its
// arguments to these as an assignment would.
import type { DeallocateStmt, ExecuteStmt, Node, PrepareStmt } from "@pgsql/types";
import { nearHint } from "../common/suggest.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr } from "../logical/plan.ts";
import { highestParameter } from "../sql/highest-parameter.ts";
import type { ParsedStatement } from "../sql/statement.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, type LogicalType, printType, UNKNOWN } from "../type/logical-type.ts";
import { bindType } from "./bind-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext, Parameter } from "./context.ts";
import { locationOf } from "./parse-node.ts";
import { EMPTY_NAMESPACE, newLevel, scopeOf } from "./scope.ts";
import type { BoundStatement } from "./statement.ts";

const statements: ReadonlySet<string> = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"]);

/** Binds PREPARE; `bindWith` binds what it prepares, in a context with these parameters. */
export function bindPrepare(
  context: BindContext,
  parsed: ParsedStatement,
  { name = "", argtypes = [], query }: PrepareStmt,
  bindWith: (parameters: readonly Parameter[], node: Node) => BindContext,
): BoundStatement {
  if (query === undefined || !statements.has(Object.keys(query)[0] ?? "")) throw context.unsupported("this PREPARE");
  const declared = argtypes.map((node) => {
    if (!("TypeName" in node)) throw context.unsupported("this parameter type");
    return bindType(context, node.TypeName);
  });
  const count = Math.max(declared.length, highestParameter(query));
  const parameters = Array.from({ length: count }, (_, at): Parameter => {
    const as = declared[at];
    return { type: UNKNOWN, value: null, ...(as === undefined ? {} : { as }) };
  });
  const inner = bindWith(parameters, query);
  const types = parameters.map(({ as }, at): LogicalType => {
    const type = as ?? inner.inferredType(at + 1);
    if (type !== undefined) return type;
    throw context.error("INVALID_QUERY", "42P18", `could not determine data type of parameter $${at + 1}`);
  });
  return { kind: "prepare", name, statement: { ...parsed, node: query, parameters: [] }, types };
}

/** Binds EXECUTE: its arguments are one row of the parameters' types. */
export function bindExecute(context: BindContext, { name = "", params = [] }: ExecuteStmt): BoundStatement {
  const types = context.ports.prepared?.(name);
  if (types === undefined) throw noStatement(context, name);
  if (params.length !== types.length) {
    const message = `wrong number of parameters for prepared statement "${name}"`;
    throw context.error(
      "SYNTAX",
      "42601",
      message,
      undefined,
      `Expected ${types.length} parameters but got ${params.length}.`,
    );
  }
  const place = {
    scope: scopeOf({ ctes: { entries: new Map() } }, newLevel(), EMPTY_NAMESPACE),
    clause: "EXECUTE parameters",
  } as const;
  const exprs = params.map((node, at): NamedExpr => {
    const type = types[at] as LogicalType;
    const expr = argument(context, context.expr(place, node), type, at + 1, locationOf(node));
    return { output: context.column(`$${at + 1}`, type, true), expr };
  });
  const oneRow: LogicalPlan = { kind: "values", columns: [], rows: [[]] };
  return { kind: "execute", name, plan: { kind: "project", input: oneRow, exprs } };
}

function argument(
  context: BindContext,
  expr: LogicalExpr,
  type: LogicalType,
  number: number,
  location: number | undefined,
): LogicalExpr {
  const allowed = castContextOf(expr.type, type);
  if (expr.type.kind === "unknown" || allowed === "implicit" || allowed === "assignment") {
    return convert(context, expr, type, "assignment", location);
  }
  const [from, to] = [printType(bareType(expr.type)), printType(bareType(type))];
  const message = `parameter $${number} of type ${from} cannot be coerced to the expected type ${to}`;
  throw context.error("TYPE_MISMATCH", "42804", message, location, "You will need to rewrite or cast the expression.");
}

/** Binds DEALLOCATE; without a name it is all of them. */
export function bindDeallocate(context: BindContext, { name, isall }: DeallocateStmt): BoundStatement {
  if (isall || name === undefined) return { kind: "deallocate" };
  if (context.ports.prepared?.(name) === undefined) throw noStatement(context, name);
  return { kind: "deallocate", name };
}

function noStatement(context: BindContext, name: string): Error {
  const hint = nearHint("prepared statement", name, context.ports.preparedNames?.() ?? []);
  return context.error("NOT_FOUND", "26000", `prepared statement "${name}" does not exist`, undefined, hint);
}
