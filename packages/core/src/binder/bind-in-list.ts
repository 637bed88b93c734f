// `x IN (items)`: constants of one type as a list, everything else as a disjunction of comparisons.
import type { Node } from "@pgsql/types";
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
  const kinds = new Set([input.type.kind, ...items.map((item) => item.type.kind)]);
  const nested = kinds.has("list") || kinds.has("struct"); // compared by their parts
  const constants = items.length > 1 && !nested && items.every((item) => item.kind === "constant");
  const common = constants ? commonType([...kinds].map((kind) => ({ kind }) as LogicalType)) : undefined;
  if (common?.kind === "found") {
    const typed = items.map((item) => coerce(context, item, common.type.kind));
    const list = asInList(context, input, typed, location);
    if (list !== undefined) return wanted ? list : { kind: "not", input: list, type: bool };
  }
  const tests = items.map((item, at) => {
    const operand = at > 0 && hasSubquery(input) ? context.expr(place, left) : input;
    return bindOperatorCall(context, symbol, [operand, item], location);
  });
  return tests.length === 1 ? (tests[0] as LogicalExpr) : { kind: wanted ? "or" : "and", args: tests, type: bool };
}

/** The list, when every item's value is known and input and items are compared as one type. */
function asInList(
  context: BindContext,
  input: LogicalExpr,
  items: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr | undefined {
  const sample = items.find((item) => item.kind === "constant" && item.value !== null);
  if (sample === undefined || columnsIn(input).length === 0) return undefined;
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
