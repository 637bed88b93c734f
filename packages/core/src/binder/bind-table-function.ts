// Functions in FROM: generate_series gives rows, every other function one row with its value.
import type { Node, RangeFunction } from "@pgsql/types";
import type { LogicalExpr, LogicalPlan } from "../logical/plan.ts";
import { bareType, INT4, INT8, printType } from "../type/logical-type.ts";
import { noFunction, notUnique } from "./bind-call.ts";
import { bindFunction, functionName, SET_RETURNING } from "./bind-function.ts";
import { coerce } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { canBeNull } from "./nullability.ts";
import type { Place } from "./scope.ts";
import { targetName } from "./target-name.ts";

/** The rows of a function, and the name that they have without an alias. */
export interface TableFunction {
  readonly plan: LogicalPlan;
  readonly name: string;
}

/** Binds a RangeFunction that is no file. */
export function bindTableFunction(context: BindContext, place: Place, range: RangeFunction): TableFunction {
  const { functions = [], is_rowsfrom, ordinality, coldeflist, alias } = range;
  const pair = functions[0];
  const node = pair !== undefined && "List" in pair ? pair.List.items?.[0] : undefined;
  if (node === undefined || is_rowsfrom || functions.length > 1) throw context.unsupported("ROWS FROM");
  if (ordinality) throw context.unsupported("WITH ORDINALITY");
  if (coldeflist !== undefined) throw context.unsupported("a column definition list");
  const name = targetName(context, node);
  // The one column of a function takes the alias as its name.
  const column = alias?.aliasname ?? name;
  if ("FuncCall" in node) {
    const called = functionName(context, node.FuncCall);
    if (called === "generate_series") return { plan: generateSeries(context, place, node.FuncCall, column), name };
    if (SET_RETURNING.has(called)) throw context.unsupported(`function ${called}()`, node.FuncCall.location);
    return { plan: oneRow(context, bindFunction(context, place, node.FuncCall), column), name };
  }
  return { plan: oneRow(context, context.expr(place, node), column), name };
}

function oneRow(context: BindContext, expr: LogicalExpr, name: string): LogicalPlan {
  const output = context.column(
    name,
    expr.type,
    canBeNull(expr, () => true),
  );
  return {
    kind: "project",
    input: { kind: "values", columns: [], rows: [[]] },
    exprs: [{ output, expr }],
  };
}

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

function generateSeries(
  context: BindContext,
  place: Place,
  { args = [], location }: FuncCall,
  name: string,
): LogicalPlan {
  const bound = args.map((arg) => context.expr(place, arg));
  const kinds = bound.map(({ type }) => type.kind);
  const known = kinds.filter((kind) => kind !== "unknown");
  const whole = known.every((kind) => kind === "int2" || kind === "int4" || kind === "int8");
  if (bound.length < 2 || bound.length > 3) throw noFunction(context, "generate_series", bound, location, false);
  if (known.length === 0) throw notUnique(context, "generate_series", bound, location, false);
  if (!whole) {
    const shown = bound.map(({ type }) => printType(bareType(type))).join(", ");
    throw context.unsupported(`function generate_series(${shown})`, location);
  }
  const type = known.includes("int8") ? INT8 : INT4;
  return {
    kind: "table-function",
    overload: `generate_series(${bound.map(() => type.kind).join()})`,
    args: bound.map((arg) => coerce(context, arg, type.kind)),
    columns: [context.column(name, type, false)],
  };
}
