// array_agg and string_agg (PostgreSQL manual, section 9.21), with ORDER BY and DISTINCT inside. Without these, the values
// are kept as they are, and beside them what tells them apart. Otherwise each row gives an entry
// of bytes that holds its value and the key by which it sorts; entries are concatenated, in whatever order rows, tasks
// and spilled parts come, and put in order when the group is complete. DISTINCT drops entries with a key that was there.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { exprKey } from "../../expr/key.ts";
import { elementOf } from "../../type/list-value.ts";
import { BOOL, BYTEA, INT4, type LogicalType, listOf, UNKNOWN } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import {
  type Accumulator,
  type AggregateOverload,
  type AggregateRequest,
  PLAIN_REQUEST,
} from "../aggregate-registry.ts";
import { at } from "./build.ts";

const DESCENDING = 1;
const NULLS_FIRST = 2;

function call(overload: string, args: readonly PhysicalExpr[], type: LogicalType): PhysicalExpr {
  return { kind: "call", overload, args, type };
}

/** The key of a row: what ORDER BY asks for, then with DISTINCT the arguments that it does not name. */
export function rowKey(args: readonly PhysicalExpr[], { order, distinct }: AggregateRequest): PhysicalExpr {
  const named = new Set(order.map(({ expr }) => exprKey(expr)));
  const rest = distinct ? args.filter((arg) => !named.has(exprKey(arg))) : [];
  const keys = [...order, ...rest.map((expr) => ({ expr, descending: false, nullsFirst: false }))];
  const parts = keys.map(({ expr, descending, nullsFirst }) => {
    const flags = (descending ? DESCENDING : 0) | (nullsFirst ? NULLS_FIRST : 0);
    return call("ffq:order_key(any,int4)", [expr, { kind: "constant", value: flags, type: INT4 }], BYTEA);
  });
  const [first, ...others] = parts;
  if (first === undefined) return call("ffq:no_key()", [], BYTEA);
  return others.reduce((joined, part) => call("ffq:join_keys(bytea,bytea)", [joined, part], BYTEA), first);
}

/** The first argument with its row's key. */
export function entryOf(args: readonly PhysicalExpr[], request: AggregateRequest): PhysicalExpr {
  return call("ffq:entry(bytea,any)", [rowKey(args, request), at(args, 0)], BYTEA);
}

const flag = (value: boolean): PhysicalExpr => ({ kind: "constant", value, type: BOOL });

function finished(
  name: string,
  bytes: PhysicalExpr,
  result: LogicalType,
  { order, distinct }: AggregateRequest,
): PhysicalExpr {
  return call(`${name}(bytea,bool,bool)`, [bytes, flag(order.length > 0 || distinct), flag(distinct)], result);
}

const collects = { nullable: true, ordered: true } as const;

/** Neither an order nor a choice: what is kept of a row needs no key. */
function isPlain({ order, distinct }: AggregateRequest): boolean {
  return order.length === 0 && !distinct;
}

const concat = (input: PhysicalExpr): Accumulator => ({ operator: "concat", input, type: BYTEA });
/** Entries; with DISTINCT those of the same bytes once, which leaves few to sort. */
export const entries = (entry: PhysicalExpr, { distinct }: AggregateRequest): Accumulator => ({
  ...concat(entry),
  distinct,
});
const anyNull = (value: PhysicalExpr): Accumulator => ({
  operator: "max",
  input: { kind: "is-null", input: value, type: { kind: "bool" } },
  type: BOOL,
});
const isFixedWidth = (type: LogicalType): boolean => storageOf(type) !== "ref";
const byteCount = (value: PhysicalExpr): PhysicalExpr => call("ffq:byte_count(any)", [value], INT4);

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

const arrayAgg = (kind: "any" | "list"): AggregateOverload => ({
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

/** The separator of a call that needs no entries: one that is the same for all rows. */
function constantSeparator(request: AggregateRequest): PhysicalExpr | undefined {
  return isPlain(request) ? request.constants?.[1] : undefined;
}

const stringAgg = (kind: "text" | "bytea"): AggregateOverload => ({
  ...collects,
  name: "string_agg",
  args: [kind, kind],
  result: kind,
  accumulators: (args, request = PLAIN_REQUEST) => {
    const [value, separator] = args as readonly [PhysicalExpr, PhysicalExpr];
    if (constantSeparator(request) !== undefined) return [concat(value), concat(byteCount(value))];
    const entry = `ffq:text_entry(bytea,${kind},${kind})`;
    return [entries(call(entry, [rowKey(args, request), orNothing(separator, kind), value], BYTEA), request)];
  },
  finish: (values, result, request = PLAIN_REQUEST) => {
    const separator = constantSeparator(request);
    if (separator === undefined) return finished("ffq:text_of_entries", at(values, 0), result, request);
    const args = [at(values, 0), at(values, 1), orNothing(separator, kind)];
    return call(`ffq:joined(bytea,bytea,${kind})`, args, result);
  },
  doc: "All values that are not NULL, each but the first behind its separator.",
});

/** A separator that is NULL is none. */
function orNothing(separator: PhysicalExpr, kind: "text" | "bytea"): PhysicalExpr {
  const nothing: PhysicalExpr = { kind: "constant", value: kind === "text" ? "" : "\\x", type: separator.type };
  return { kind: "coalesce", args: [separator, nothing], type: separator.type };
}

/** What ordered-set aggregates are made of (binder/ordered-sets.ts). */
const kept = (): readonly AggregateOverload[] => [
  {
    name: "ffq:values",
    args: ["any"],
    result: "bytea",
    nullable: true,
    accumulators: (args) => [concat(at(args, 0))],
    finish: (values) => at(values, 0),
    doc: "The values themselves, of up to eight bytes, one behind the other.",
  },
  {
    ...collects,
    name: "ffq:entries",
    args: ["any"],
    result: "bytea",
    accumulators: (args, request = PLAIN_REQUEST) => [concat(entryOf(args, request))],
    finish: (values) => at(values, 0),
    doc: "Entries of the values, NULLs too, with the keys that ORDER BY asks for.",
  },
];

/** Whether an aggregate's result, by its overload, depends on the order of its rows. */
export function keepsOrder(overload: string): boolean {
  return overload.startsWith("array_agg(") || overload.startsWith("string_agg(");
}

export const collect = (): readonly AggregateOverload[] => [
  arrayAgg("any"),
  arrayAgg("list"),
  stringAgg("text"),
  stringAgg("bytea"),
  ...kept(),
];
