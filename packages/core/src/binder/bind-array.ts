// Arrays in expressions: ARRAY[...], subscripts, slices and fields of structs, and operators over the elements of one
// (PostgreSQL manual, sections 4.2.3, 4.2.12, 8.15 and 9.25).
import type { A_ArrayExpr, A_Expr, A_Indices, Node } from "@pgsql/types";
import { type Quantifier, quantifiedKey } from "../function/derived-overload.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { bareType, INT4, type LogicalType, listOf, printType, TEXT } from "../type/logical-type.ts";
import { bindFunctionCall, bindOperatorCall } from "./bind-call.ts";
import { castExplicitly } from "./bind-cast.ts";
import { bindInList } from "./bind-in-list.ts";
import { fieldAt } from "./bind-row-value.ts";
import { convert } from "./coerce.ts";
import { commonTypeOf } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { locationOf, names } from "./parse-node.ts";
import type { Place } from "./scope.ts";

/** ARRAY[...]. @param element what a cast around it asks of its elements */
export function bindArray(
  context: BindContext,
  place: Place,
  { elements = [], location }: A_ArrayExpr,
  element?: LogicalType,
): LogicalExpr {
  const items = elements.map((node) =>
    "A_ArrayExpr" in node ? bindArray(context, place, node.A_ArrayExpr, element) : context.expr(place, node),
  );
  const places = elements.map((node) => locationOf(node) ?? location);
  if (items.length === 0) return emptyArray(context, element, location);
  if (items.some(({ type }) => type.kind === "list")) {
    const type = element === undefined ? arraysType(context, items, places) : listOf(element);
    return bindFunctionCall(
      context,
      "ffq:array_of_arrays",
      items.map((item, at) =>
        convert(context, item, type, element === undefined ? "implicit" : "explicit", places[at]),
      ),
      location,
    );
  }
  const cast = items.map((item, at) =>
    element === undefined ? item : castExplicitly(context, item, element, places[at]),
  );
  const type = element ?? commonTypeOf(context, items, "ARRAY", places);
  return {
    kind: "call",
    overload: "ffq:array(any...)",
    args: cast.map((item, at) => convert(context, item, type, "implicit", places[at])),
    type: listOf(type),
  };
}

function emptyArray(context: BindContext, element: LogicalType | undefined, location: number | undefined): LogicalExpr {
  if (element !== undefined) return { kind: "call", overload: "ffq:array(any...)", args: [], type: listOf(element) };
  const hint = "Explicitly cast to the desired type, for example ARRAY[]::integer[].";
  throw context.error("INVALID_QUERY", "42P18", "cannot determine type of empty array", location, hint);
}

/** The common type of arrays that stand in an array. */
function arraysType(
  context: BindContext,
  items: readonly LogicalExpr[],
  places: readonly (number | undefined)[],
): LogicalType {
  const scalar = items.findIndex(({ type }) => type.kind !== "list" && type.kind !== "unknown");
  if (scalar >= 0) {
    const array = items.find(({ type }) => type.kind === "list") as LogicalExpr;
    const [first, second] = scalar === 0 ? [items[scalar], array] : [array, items[scalar]];
    const message = `ARRAY types ${printType(bareType((first as LogicalExpr).type))} and ${printType(bareType((second as LogicalExpr).type))} cannot be matched`;
    throw context.error("TYPE_MISMATCH", "42804", message, places[scalar]);
  }
  return commonTypeOf(context, items, "ARRAY", places);
}

/** Subscripts, slices and fields behind an expression. */
export function bindIndirection(
  context: BindContext,
  place: Place,
  base: LogicalExpr,
  parts: readonly Node[],
  location: number | undefined,
): LogicalExpr {
  let value = base;
  for (let at = 0; at < parts.length; ) {
    const part = parts[at] as Node;
    if ("A_Indices" in part) {
      const indices: A_Indices[] = [];
      for (let next = parts[at]; next !== undefined && "A_Indices" in next; next = parts[++at])
        indices.push(next.A_Indices);
      value = subscripted(context, place, value, indices, location);
    } else if ("String" in part) {
      value = fieldOf(context, value, part.String.sval ?? "", location);
      at++;
    } else {
      throw context.unsupported("(row).*", location);
    }
  }
  return value;
}

function subscripted(
  context: BindContext,
  place: Place,
  value: LogicalExpr,
  indices: readonly A_Indices[],
  location: number | undefined,
): LogicalExpr {
  if (value.type.kind !== "list") {
    const message = `cannot subscript type ${printType(bareType(value.type))} because it does not support subscripting`;
    throw context.error("TYPE_MISMATCH", "42804", message, location);
  }
  const subscript = (node: Node): LogicalExpr => bindSubscript(context, place, node);
  if (indices.some(({ is_slice }) => is_slice)) return sliced(context, value, indices, subscript, location);
  const subscripts = indices.map(({ uidx }) => subscript(uidx as Node));
  const { element } = value.type;
  // Of lists of lists, each subscript takes one list's element.
  if (element.kind === "list" && subscripts.length > 1) {
    return subscripts.reduce((list, at) => bindFunctionCall(context, "ffq:subscript", [list, at], location), value);
  }
  if (subscripts.length > MOST_DIMENSIONS) throw tooMany(context, subscripts.length, location);
  const name = subscripts.length === 1 ? "ffq:subscript" : "ffq:subscripts";
  return bindFunctionCall(context, name, [value, ...subscripts], location);
}

const MOST_DIMENSIONS = 6;

function tooMany(context: BindContext, count: number, location: number | undefined): Error {
  const message = `number of array dimensions (${count}) exceeds the maximum allowed (${MOST_DIMENSIONS})`;
  return context.error("INVALID_QUERY", "54000", message, location);
}

/** A plain subscript among slices is one from 1 on. */
function sliced(
  context: BindContext,
  value: LogicalExpr,
  indices: readonly A_Indices[],
  subscript: (node: Node) => LogicalExpr,
  location: number | undefined,
): LogicalExpr {
  const one: LogicalExpr = { kind: "constant", value: 1, type: INT4 };
  if (indices.length > MOST_DIMENSIONS) throw tooMany(context, indices.length, location);
  let open = 0;
  const bounds = indices.flatMap(({ is_slice, lidx, uidx }, at) => {
    if (is_slice !== true) return [one, subscript(uidx as Node)];
    if (lidx === undefined) open |= 1 << (2 * at);
    if (uidx === undefined) open |= 1 << (2 * at + 1);
    return [lidx === undefined ? one : subscript(lidx), uidx === undefined ? one : subscript(uidx)];
  });
  const mask: LogicalExpr = { kind: "constant", value: open, type: INT4 };
  return bindFunctionCall(context, "ffq:slice", [value, mask, ...bounds], location);
}

function bindSubscript(context: BindContext, place: Place, node: Node): LogicalExpr {
  const expr = context.expr(place, node);
  const { kind } = expr.type;
  if (kind === "int2" || kind === "int4" || kind === "int8" || kind === "unknown" || kind === "numeric") {
    return convert(context, expr, INT4, "assignment", locationOf(node));
  }
  throw context.error("TYPE_MISMATCH", "42804", "array subscript must have type integer", locationOf(node));
}

function fieldOf(context: BindContext, value: LogicalExpr, name: string, location: number | undefined): LogicalExpr {
  if (value.type.kind !== "struct") {
    const message = `column notation .${name} applied to type ${printType(bareType(value.type))}, which is not a composite type`;
    throw context.error("INVALID_QUERY", "42809", message, location);
  }
  const at = value.type.fields.findIndex((field) => field.name === name);
  if (at < 0) {
    throw context.error(
      "NOT_FOUND",
      "42703",
      `column "${name}" not found in data type ${printType(value.type)}`,
      location,
    );
  }
  return fieldAt(context, value, at);
}

/** `left op ANY (array)`, `left op ALL (array)`. */
export function bindOverElements(
  context: BindContext,
  place: Place,
  { name, lexpr, rexpr, location }: A_Expr,
  quantifier: Quantifier,
): LogicalExpr {
  const symbol = names(name).at(-1) ?? "";
  const right = rexpr as Node;
  if ("A_ArrayExpr" in right && isListOf(symbol, quantifier, right.A_ArrayExpr.elements ?? [])) {
    return bindInList(context, place, lexpr as Node, right.A_ArrayExpr.elements ?? [], symbol, location);
  }
  const left = context.expr(place, lexpr as Node);
  const given = context.expr(place, right);
  const array =
    given.type.kind === "unknown"
      ? convert(context, given, listOf(left.type.kind === "unknown" ? TEXT : bareType(left.type)), "implicit", location)
      : given;
  if (array.type.kind !== "list") {
    throw context.error("INVALID_QUERY", "42809", "op ANY/ALL (array) requires array on right side", location);
  }
  const element: LogicalExpr = { kind: "constant", value: null, type: array.type.element };
  const comparison = bindOperatorCall(context, symbol, [left, element], location);
  if (comparison.type.kind !== "bool") {
    throw context.error("INVALID_QUERY", "42809", "op ANY/ALL (array) requires operator to yield boolean", location);
  }
  if (comparison.kind !== "call" || comparison.args.length !== 2) {
    throw context.unsupported(`${symbol} ${quantifier.toUpperCase()} (array) of these operands`, location);
  }
  const [operand, candidate] = comparison.args as [LogicalExpr, LogicalExpr];
  const elements = convert(context, array, listOf(candidate.type), "implicit", location);
  return { ...comparison, overload: quantifiedKey(quantifier, comparison.overload), args: [operand, elements] };
}

/** Numbers are looked up like those of IN. */
function isListOf(symbol: string, quantifier: Quantifier, elements: readonly Node[]): boolean {
  const isEquality = (symbol === "=" && quantifier === "any") || (symbol === "<>" && quantifier === "all");
  return isEquality && elements.length > 1 && elements.every(isNumber);
}

function isNumber(node: Node): boolean {
  return "A_Const" in node && (node.A_Const.ival !== undefined || node.A_Const.fval !== undefined);
}
