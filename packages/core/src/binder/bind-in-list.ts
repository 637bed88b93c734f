// `x IN (items)`: constants of one type as a list, everything else as a disjunction of comparisons.
import type { Node } from "@pgsql/types";
import { isVolatile } from "../function/expr-facts.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import type { Datum } from "../type/datum.ts";
import { isFixedNumeric, type LogicalType, sameType } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { coerce, convert, rescale } from "./coerce.ts";
import { commonType } from "./common-type.ts";
import type { BindContext } from "./context.ts";
import { columnsIn, hasSubquery } from "./references.ts";
import type { Place } from "./scope.ts";

const bool = { kind: "bool" } as const;

/** `symbol` is = for IN and <> for NOT IN. */
export function bindInList(
  context: BindContext,
  place: Place,
  left: Node,
  nodes: readonly Node[],
  symbol: string,
  location: number | undefined,
): LogicalExpr {
  const input = context.expr(place, left);
  const items = nodes.map((node) => context.expr(place, node));
  const wanted = symbol === "=";
  // What is drawn is drawn once for all constants, as in PostgreSQL; otherwise a list is one of constants alone.
  const draws = isVolatile(input, context.ports.functions);
  const constants = items.filter((item) => item.kind === "constant");
  const isList = constants.length > 1 && (draws || constants.length === items.length);
  const list = isList ? listOfConstants(context, input, constants, location) : undefined;
  const tests = (list === undefined ? items : items.filter((item) => item.kind !== "constant")).map((item, at) => {
    const operand = (at > 0 || list !== undefined) && hasSubquery(input) ? context.expr(place, left) : input;
    return bindOperatorCall(context, symbol, [operand, item], location);
  });
  if (list !== undefined) tests.unshift(wanted ? list : { kind: "not", input: list, type: bool });
  return tests.length === 1 ? (tests[0] as LogicalExpr) : { kind: wanted ? "or" : "and", args: tests, type: bool };
}

/** undefined where the constants have no type that the input is compared in as well. */
function listOfConstants(
  context: BindContext,
  input: LogicalExpr,
  constants: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr | undefined {
  const kinds = new Set([input.type.kind, ...constants.map(({ type }) => type.kind)]);
  if (kinds.has("list") || kinds.has("struct")) return undefined; // compared by their parts
  const common = commonType([...kinds].map((kind) => ({ kind }) as LogicalType));
  if (common.kind !== "found") return undefined;
  const typed = constants.map((item) => coerce(context, item, common.type.kind));
  return asInList(context, input, typed, location);
}

/** The list, when every item's value is known and input and items are compared as one type. */
function asInList(
  context: BindContext,
  input: LogicalExpr,
  items: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr | undefined {
  const sample = items.find((item) => item.kind === "constant" && item.value !== null);
  // What reads nothing is folded with each item; but what is drawn is drawn once.
  const isFolded = columnsIn(input).length === 0 && !isVolatile(input, context.ports.functions);
  if (sample === undefined || isFolded) return undefined;
  const equal = bindOperatorCall(context, "=", [input, sample], location);
  if (equal.kind !== "call") return undefined;
  const [compared, other] = equal.args as [LogicalExpr, LogicalExpr];
  const kind = compared.type.kind;
  // Trailing blanks do not count in char(n), and an interval has many forms.
  if (kind !== other.type.kind || kind === "bpchar" || kind === "interval") return undefined;
  const values: Datum[] = [];
  let hasNull = false;
  for (const item of items) {
    if (item.kind !== "constant") return undefined;
    const value = item.value === null ? "null" : valueAs(context, item, compared.type);
    if (value === "null") hasNull = true;
    else if (value === undefined) return undefined;
    else if (value !== "never") values.push(value.datum);
  }
  return { kind: "in-list", input: compared, values, hasNull, type: bool };
}

/** An item as a value of the input's type; "never" when no value of that type equals it. */
function valueAs(
  context: BindContext,
  item: Extract<LogicalExpr, { kind: "constant" }>,
  type: LogicalType,
): { readonly datum: Datum } | "never" | undefined {
  if (isFixedNumeric(type)) {
    const numeric = item.type.kind === "numeric" ? item : undefined;
    if (numeric === undefined || !isFixedNumeric(numeric.type) || typeof numeric.value !== "bigint") return undefined;
    const value = rescale(numeric.value, numeric.type.scale, type);
    return value === undefined ? "never" : { datum: value };
  }
  const cast = convert(context, item, type, "implicit");
  return cast.kind === "constant" && sameType(cast.type, type) ? { datum: cast.value } : undefined;
}
