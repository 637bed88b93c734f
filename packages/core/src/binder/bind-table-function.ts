// Functions in FROM (PostgreSQL manual, sections 7.2.1.4 and 9.26): what set-returning ones return is rows, every other
// function's value one row. Several of them, by ROWS FROM or unnest of several arrays, stand side by side, as many rows
// as the longest has.
import type { Node, RangeFunction } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { INT4, INT8, type LogicalType, listOf } from "../type/logical-type.ts";
import { bindFunctionCall, noFunction } from "./bind-call.ts";
import { bindFunction, functionName, isInPublic } from "./bind-function.ts";
import { bindSetFunction, listOfCall, SET_RETURNING } from "./bind-set-function.ts";
import type { TableFunction } from "./clauses.ts";
import { coerce } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { isMissingFunction } from "./missing-functions.ts";
import { bindUnnamed } from "./named-arguments.ts";
import { columnsIn, hasSubquery } from "./references.ts";
import type { Place } from "./scope.ts";
import { targetName } from "./target-name.ts";

type FuncCall = Extract<Node, { FuncCall: unknown }>["FuncCall"];

const ONE_ROW: LogicalPlan = { kind: "values", columns: [], rows: [[]] };

/** Binds a RangeFunction that is no file. */
export function bindTableFunction(context: BindContext, place: Place, range: RangeFunction): TableFunction {
  const { functions = [], ordinality = false, coldeflist, alias } = range;
  const nodes = functions.map((pair) => functionOf(context, pair));
  const [first] = nodes;
  if (coldeflist !== undefined) throw withDefinitions(context, first);
  if (first === undefined) throw context.unsupported("ROWS FROM without a function");
  const name = targetName(context, first);
  const isSingle = nodes.length === 1 && !isOfSeveralArrays(context, first);
  // The one column of a function takes the alias as its name.
  if (isSingle && !ordinality) {
    const simple = simpleRows(context, place, first, alias?.aliasname ?? name);
    if (simple !== undefined) return { plan: simple, name, scalar: true };
  }
  const lists = nodes.flatMap((node) => listsOf(context, place, node));
  const named = lists.map(({ name: own, list }): NamedExpr => {
    const element = list.type.kind === "list" ? list.type.element : list.type;
    return { output: context.column(isSingle ? (alias?.aliasname ?? own) : own, element, true), expr: list };
  });
  const number = ordinality ? { ordinality: context.column("ordinality", INT8, false) } : {};
  const unnest: LogicalPlan = { kind: "unnest", input: ONE_ROW, lists: named, ...number, outer: false };
  const scalar = isSingle && !ordinality && named.every(({ output }) => output.type.kind !== "struct");
  return { plan: withFields(context, unnest, named, number.ordinality), name, scalar };
}

/** ROWS FROM gives a pair of a function and its column definitions. */
function functionOf(context: BindContext, pair: Node): Node {
  const [node, columns] = "List" in pair ? (pair.List.items ?? []) : [];
  if (node === undefined) throw context.unsupported("this function in FROM");
  if (columns !== undefined && Object.keys(columns).length > 0) throw context.unsupported("a column definition list");
  return node;
}

/** A function whose columns the statement defines: there is none of them. */
function withDefinitions(context: BindContext, node: Node | undefined): Error {
  const call = node !== undefined && "FuncCall" in node ? node.FuncCall : undefined;
  const name = call === undefined ? "" : functionName(context, call);
  const isKnown = isMissingFunction(name) && context.ports.functions.named(name).length === 0;
  return context.unsupported(isKnown ? `function ${name}()` : "a column definition list", call?.location);
}

function isOfSeveralArrays(context: BindContext, node: Node): boolean {
  if (!("FuncCall" in node)) return false;
  if (isInPublic(context, node.FuncCall)) return false;
  return functionName(context, node.FuncCall) === "unnest" && (node.FuncCall.args ?? []).length > 1;
}

/** Functions that need no list: values, and integer series that nothing around them decides. */
function simpleRows(context: BindContext, place: Place, node: Node, name: string): LogicalPlan | undefined {
  if (!("FuncCall" in node)) return oneRow(context, context.expr(place, node), name);
  const called = functionName(context, node.FuncCall);
  if (isInPublic(context, node.FuncCall)) return oneRow(context, bindFunction(context, place, node.FuncCall), name);
  if (called === "generate_series") return constantSeries(context, place, node.FuncCall, name);
  if (SET_RETURNING.has(called)) return undefined;
  return oneRow(context, bindFunction(context, place, node.FuncCall), name);
}

function oneRow(context: BindContext, expr: LogicalExpr, name: string): LogicalPlan {
  const output = context.column(
    name,
    expr.type,
    canBeNull(expr, context.ports.functions, () => true),
  );
  return { kind: "project", input: ONE_ROW, exprs: [{ output, expr }] };
}

/** What a function gives, as lists: unnest of several arrays is several. */
function listsOf(
  context: BindContext,
  place: Place,
  node: Node,
): readonly { readonly name: string; readonly list: LogicalExpr }[] {
  const name = targetName(context, node);
  if (isOfSeveralArrays(context, node) && "FuncCall" in node) {
    const { args = [], location } = node.FuncCall;
    return args.map((arg) => ({ name, list: listOfCall(context, "unnest", [context.expr(place, arg)], location) }));
  }
  const called = "FuncCall" in node ? functionName(context, node.FuncCall) : undefined;
  if ("FuncCall" in node && called !== undefined && SET_RETURNING.has(called) && !isInPublic(context, node.FuncCall)) {
    return [{ name, list: bindSetFunction(context, place, called, node.FuncCall) }];
  }
  const value = coerce(
    context,
    "FuncCall" in node ? bindFunction(context, place, node.FuncCall) : context.expr(place, node),
    "any",
  );
  return [{ name, list: { kind: "call", overload: "ffq:array(any...)", args: [value], type: listOf(value.type) } }];
}

/** Structs in FROM are columns, one for each field. */
function withFields(
  context: BindContext,
  unnest: LogicalPlan,
  lists: readonly NamedExpr[],
  ordinality: OutputColumn | undefined,
): LogicalPlan {
  if (!lists.some(({ output }) => output.type.kind === "struct")) return unnest;
  const exprs = lists.flatMap(({ output }): NamedExpr[] => {
    if (output.type.kind !== "struct")
      return [{ output: context.column(output.name, output.type, true), expr: refTo(output) }];
    return output.type.fields.map((field, at) => ({
      output: context.column(field.name, field.type, true),
      expr: bindFunctionCall(
        context,
        "ffq:field",
        [refTo(output), { kind: "constant", value: at, type: INT4 }],
        undefined,
      ),
    }));
  });
  const number =
    ordinality === undefined ? [] : [{ output: context.column("ordinality", INT8, false), expr: refTo(ordinality) }];
  return { kind: "project", input: unnest, exprs: [...exprs, ...number] };
}

/** A series of integers whose bounds are the same for every row; undefined for every other one. */
function constantSeries(
  context: BindContext,
  place: Place,
  { args = [], location }: FuncCall,
  name: string,
): LogicalPlan | undefined {
  const bound = bindUnnamed(context, place, "generate_series", args, location);
  const known = bound.map(({ type }) => type.kind).filter((kind) => kind !== "unknown");
  const isWhole = known.every((kind) => kind === "int2" || kind === "int4" || kind === "int8");
  if (bound.length < 2) throw noFunction(context, "generate_series", bound, location, false);
  const isFixed = bound.every((arg) => !hasSubquery(arg) && columnsIn(arg).length === 0);
  // Smallints alone could as well be any of the types that series have.
  const isOpen = known.every((kind) => kind === "int2");
  if (bound.length > 3 || isOpen || !isWhole || !isFixed) {
    const list = listOfCall(context, "generate_series", bound, location);
    return listRows(context, list, name);
  }
  const type: LogicalType = known.includes("int8") ? INT8 : INT4;
  return {
    kind: "table-function",
    overload: `generate_series(${bound.map(() => type.kind).join()})`,
    args: bound.map((arg) => coerce(context, arg, type.kind)),
    columns: [context.column(name, type, false)],
  };
}

function listRows(context: BindContext, list: LogicalExpr, name: string): LogicalPlan {
  const element = list.type.kind === "list" ? list.type.element : list.type;
  const lists = [{ output: context.column(name, element, true), expr: list }];
  return { kind: "unnest", input: ONE_ROW, lists, outer: false };
}
