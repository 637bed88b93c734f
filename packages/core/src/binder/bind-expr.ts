// Scalar expressions: names to columns, operators to overloads, implicit casts made explicit.
import type { Node } from "@pgsql/types";
import { unsupported } from "../common/error.ts";
import { overloadKey } from "../function/registry.ts";
import { resolve } from "../function/resolve.ts";
import type { AggregateCall, LogicalExpr } from "../logical/plan.ts";
import {
  BOOL,
  INT4,
  INT8,
  isFixedNumeric,
  type LogicalType,
  NUMERIC,
  printType,
  type TypeKind,
  UNKNOWN,
} from "../type/logical-type.ts";
import { numericOfInteger, numericOfLiteral } from "../type/numeric-rules.ts";
import type { BindContext } from "./context.ts";
import { findColumn, type Scope } from "./scope.ts";

/** Where an expression stands. */
export interface ExprPlace {
  readonly scope: Scope;
  /** Collects aggregate calls; absent where they are not allowed, with the clause's name for the error. */
  readonly aggregates?: AggregateCall[];
  readonly clause: string;
}

const bool = { kind: "bool" } as const;

/** Binds one expression; literals without a type stay `unknown`. */
export function bindExpr(context: BindContext, place: ExprPlace, node: Node): LogicalExpr {
  const bind = (child: Node): LogicalExpr => bindExpr(context, place, child);
  if ("A_Const" in node) return bindConstant(node.A_Const);
  if ("ColumnRef" in node) {
    const parts = names(node.ColumnRef.fields);
    if (parts.length === 0 || parts.length > 2 || parts.length !== node.ColumnRef.fields?.length)
      throw unsupported("this column reference");
    const table = parts.length === 2 ? parts[0] : undefined;
    return findColumn(context, place.scope, table, parts.at(-1) as string, node.ColumnRef.location);
  }
  if ("BoolExpr" in node) {
    const { boolop, args = [], location } = node.BoolExpr;
    const word = boolop === "NOT_EXPR" ? "NOT" : boolop === "AND_EXPR" ? "AND" : "OR";
    const bound = args.map((arg) => toBool(context, bind(arg), word, locationOf(arg) ?? location));
    if (word === "NOT") return { kind: "not", input: bound[0] as LogicalExpr, type: bool };
    return { kind: word === "AND" ? "and" : "or", args: bound, type: bool };
  }
  if ("NullTest" in node) {
    const isNull: LogicalExpr = { kind: "is-null", input: bind(node.NullTest.arg as Node), type: bool };
    return node.NullTest.nulltesttype === "IS_NULL" ? isNull : { kind: "not", input: isNull, type: bool };
  }
  if ("A_Expr" in node) {
    const { kind, name, lexpr, rexpr, location } = node.A_Expr;
    const symbol = names(name).at(-1) ?? "";
    const items = rexpr !== undefined && "List" in rexpr ? (rexpr.List.items ?? []) : [];
    const call = (operator: string, args: readonly LogicalExpr[]): LogicalExpr =>
      bindCall(context, operator, args, location, true);
    switch (kind) {
      case "AEXPR_OP":
      case "AEXPR_LIKE":
        return call(symbol, [lexpr, rexpr].filter((arg) => arg !== undefined).map(bind));
      case "AEXPR_IN": {
        const input = bind(lexpr as Node);
        const args = items.map((item) => call(symbol, [input, bind(item)]));
        return args.length === 1 ? (args[0] as LogicalExpr) : { kind: symbol === "=" ? "or" : "and", args, type: bool };
      }
      case "AEXPR_BETWEEN":
      case "AEXPR_NOT_BETWEEN": {
        const input = bind(lexpr as Node);
        const [low, high] = items.map(bind) as [LogicalExpr, LogicalExpr];
        const between: LogicalExpr = {
          kind: "and",
          args: [call(">=", [input, low]), call("<=", [input, high])],
          type: bool,
        };
        return kind === "AEXPR_BETWEEN" ? between : { kind: "not", input: between, type: bool };
      }
      default:
        throw unsupported(`expression ${kind ?? ""}`);
    }
  }
  if ("FuncCall" in node) {
    const { funcname, args = [], agg_star, agg_distinct, agg_filter, agg_order, over, location } = node.FuncCall;
    if (node.FuncCall.func_variadic || node.FuncCall.agg_within_group) throw unsupported("VARIADIC or WITHIN GROUP");
    const name = names(funcname).at(-1) ?? "";
    if (over !== undefined) throw unsupported("a window function");
    if (!context.ports.aggregates.isAggregate(name)) {
      if (agg_star || agg_distinct || agg_filter !== undefined || agg_order !== undefined) {
        throw unsupported(`aggregate syntax in a call of ${name}`);
      }
      return bindCall(context, name, args.map(bind), location, false);
    }
    if (agg_filter !== undefined || agg_order !== undefined) throw unsupported("FILTER or ORDER BY in an aggregate");
    // Targets may hold aggregates in SQL; binding them waits for GROUP BY.
    if (place.aggregates === undefined && place.clause === "SELECT") throw unsupported("an aggregate");
    if (place.aggregates === undefined) {
      throw context.error(
        "INVALID_QUERY",
        "42803",
        place.clause === "aggregate"
          ? "aggregate function calls cannot be nested"
          : `aggregate functions are not allowed in ${place.clause}`,
        location,
      );
    }
    const bound = args.map((arg) => bindExpr(context, { scope: place.scope, clause: "aggregate" }, arg));
    const found = context.ports.aggregates.aggregate(name, agg_star ? [] : bound.map(({ type }) => type));
    if (found === undefined) throw noFunction(context, name, bound, location, false);
    const output = context.column(name, found.result, name !== "count");
    const cast = bound.map((arg, at) => coerce(arg, found.args[at] as TypeKind));
    place.aggregates.push({ output, overload: found.overload, args: cast, distinct: agg_distinct ?? false, order: [] });
    return { kind: "column", column: output.id, type: output.type };
  }
  throw unsupported(`expression ${Object.keys(node)[0] ?? ""}`);
}

function bindConstant(value: Extract<Node, { A_Const: unknown }>["A_Const"]): LogicalExpr {
  if (value.isnull) return { kind: "constant", value: null, type: UNKNOWN };
  if (value.ival !== undefined) return { kind: "constant", value: value.ival.ival ?? 0, type: INT4 };
  if (value.boolval !== undefined) return { kind: "constant", value: value.boolval.boolval ?? false, type: BOOL };
  if (value.sval !== undefined) return { kind: "constant", value: value.sval.sval ?? "", type: UNKNOWN };
  const text = value.fval?.fval;
  if (text === undefined) throw unsupported("a bit string");
  if (/^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)) {
    return { kind: "constant", value: BigInt(text), type: INT8 };
  }
  const type = /^-?[\d.]+$/.test(text) ? numericOfLiteral(text.replace("-", "")) : NUMERIC;
  return { kind: "constant", value: isFixedNumeric(type) ? BigInt(text.replace(".", "")) : text, type };
}

function bindCall(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  operator: boolean,
): LogicalExpr {
  const found = resolve(
    context.ports.functions.named(name),
    args.map(({ type }) => type.kind),
    { operator },
  );
  if (found.kind === "none") throw noFunction(context, name, args, location, operator);
  if (found.kind === "ambiguous") {
    const what = `${operator ? "operator" : "function"} is not unique: ${signature(name, args, operator)}`;
    throw context.error("AMBIGUOUS", "42725", what, location);
  }
  const { overload } = found;
  const cast = args.map((arg, at) => coerce(arg, overload.args[at] ?? overload.variadic ?? "any"));
  const { result } = overload;
  const type = typeof result === "function" ? result(cast.map((arg) => arg.type)) : ({ kind: result } as LogicalType);
  const span = context.source.spanAt(location);
  return { kind: "call", overload: overloadKey(overload), args: cast, type, ...(span === undefined ? {} : { span }) };
}

function signature(name: string, args: readonly LogicalExpr[], operator: boolean): string {
  const types = args.map(({ type }) => printType({ kind: type.kind }));
  if (!operator) return `${name}(${types.join(", ")})`;
  return types.length === 1 ? `${name} ${types[0]}` : `${types[0]} ${name} ${types[1]}`;
}

function noFunction(
  context: BindContext,
  name: string,
  args: readonly LogicalExpr[],
  location: number | undefined,
  operator: boolean,
): Error {
  const what = `${operator ? "operator" : "function"} ${signature(name, args, operator)} does not exist`;
  return context.error("NOT_FOUND", "42883", what, location);
}

/** The implicit cast that resolution promised. */
export function coerce(expr: LogicalExpr, kind: TypeKind | "any"): LogicalExpr {
  const from = expr.type.kind;
  if (kind === "any" || from === kind) return expr;
  const whole = from === "int2" || from === "int4" || from === "int8";
  const type = kind === "numeric" && whole ? numericOfInteger(from) : ({ kind } as LogicalType);
  if (expr.kind === "constant" && expr.value === null) return { ...expr, type };
  return { kind: "cast", input: expr, type, form: "implicit" };
}

/** A condition. @throws FfqError 42804 when it is not boolean */
export function toBool(
  context: BindContext,
  expr: LogicalExpr,
  word: string,
  location: number | undefined,
): LogicalExpr {
  if (expr.type.kind === "bool" || expr.type.kind === "unknown") return coerce(expr, "bool");
  const message = `argument of ${word} must be type boolean, not type ${printType({ kind: expr.type.kind })}`;
  throw context.error("TYPE_MISMATCH", "42804", message, location);
}

/** The identifiers of a dotted name. */
export function names(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ("String" in node ? [node.String.sval ?? ""] : []));
}

/** Where PostgreSQL's cursor points for an expression: the first place that it names. */
export function locationOf(node: Node): number | undefined {
  const [body] = Object.values(node) as { readonly location?: number }[];
  return body?.location;
}
