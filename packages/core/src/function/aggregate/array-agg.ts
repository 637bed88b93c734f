// array_agg(x) (PostgreSQL manual, section 9.21), with ORDER BY and DISTINCT inside: how is said in collect.ts.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { elementOf } from "../../type/list-value.ts";
import { BOOL, INT4, type LogicalType, listOf, UNKNOWN } from "../../type/logical-type.ts";
import {
  type Accumulator,
  type AggregateOverload,
  type AggregateRequest,
  PLAIN_REQUEST,
} from "../aggregate-registry.ts";
import { at } from "./build.ts";
import {
  byteCount,
  call,
  collects,
  concat,
  entries,
  entryOf,
  finished,
  flag,
  isFixedWidth,
  isPlain,
} from "./collect.ts";

const anyNull = (value: PhysicalExpr): Accumulator => ({
  operator: "max",
  input: { kind: "is-null", input: value, type: { kind: "bool" } },
  type: BOOL,
});

/** The values, and what says which of the rows are NULL or how long each value is. */
function gathered(value: PhysicalExpr): readonly Accumulator[] {
  if (isFixedWidth(value.type))
    return [concat(value), concat({ kind: "is-null", input: value, type: { kind: "bool" } })];
  const none: PhysicalExpr = { kind: "constant", value: -1, type: INT4 };
  return [concat(value), concat({ kind: "coalesce", args: [byteCount(value), none], type: INT4 })];
}

/** Different values need no entries where each is of fixed width and nothing but itself orders it. */
function isSet(value: LogicalType, { order, distinct }: AggregateRequest): boolean {
  // With DISTINCT all that is ordered by is an argument, and there is but one.
  return distinct && order.length < 2 && isFixedWidth(value);
}

const overload = (kind: "any" | "list"): AggregateOverload => ({
  ...collects,
  name: "array_agg",
  args: [kind],
  nonarray: true,
  result: ([type]) => (kind === "list" ? (type ?? UNKNOWN) : listOf(type ?? UNKNOWN)),
  accumulators: (args, request = PLAIN_REQUEST) => {
    const value = at(args, 0);
    if (kind === "any" && isPlain(request)) return gathered(value);
    if (isSet(value.type, request)) return [{ ...concat(value), distinct: true }, anyNull(value)];
    return [entries(entryOf(args, request), request)];
  },
  finish: (values, result, request = PLAIN_REQUEST) => {
    if (kind === "list") return finished("ffq:array_of_entries", at(values, 0), result, request);
    if (isSet(elementOf(result), request)) {
      const [order] = request.order;
      const flags = [order?.descending ?? false, order?.nullsFirst ?? false].map(flag);
      return call("ffq:sorted_list_of_slots(bytea,bool,bool,bool)", [at(values, 0), at(values, 1), ...flags], result);
    }
    if (!isPlain(request)) return finished("ffq:list_of_entries", at(values, 0), result, request);
    const name = isFixedWidth(elementOf(result)) ? "ffq:list_of_slots" : "ffq:list_of_bytes";
    return call(`${name}(bytea,bytea)`, [at(values, 0), at(values, 1)], result);
  },
  doc: kind === "list" ? "All arrays, as an array with a dimension more." : "All values as an array, NULLs too.",
});

export const arrayAgg = (): readonly AggregateOverload[] => [overload("any"), overload("list")];
