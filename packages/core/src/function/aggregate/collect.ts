// What array_agg and string_agg have in common (PostgreSQL manual, section 9.21), with ORDER BY and DISTINCT inside. Without
// these, the values are kept as they are, and beside them what tells them apart. Otherwise each row gives an entry
// of bytes that holds its value and the key by which it sorts; entries are concatenated, in whatever order rows, tasks
// and spilled parts come, and put in order when the group is complete. DISTINCT drops entries with a key that was there.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { exprKey } from "../../expr/key.ts";
import { BOOL, BYTEA, INT4, type LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import type { Accumulator, AggregateRequest } from "../aggregate-registry.ts";
import { at } from "./build.ts";

const DESCENDING = 1;
const NULLS_FIRST = 2;

export function call(overload: string, args: readonly PhysicalExpr[], type: LogicalType): PhysicalExpr {
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

export const flag = (value: boolean): PhysicalExpr => ({ kind: "constant", value, type: BOOL });

/** The result over the bytes of a group's entries. */
export function finished(
  name: string,
  bytes: PhysicalExpr,
  result: LogicalType,
  { order, distinct }: AggregateRequest,
): PhysicalExpr {
  return call(`${name}(bytea,bool,bool)`, [bytes, flag(order.length > 0 || distinct), flag(distinct)], result);
}

/** What rows say that see to ORDER BY and DISTINCT themselves. */
export const collects = { nullable: true, ordered: true } as const;

/** Neither an order nor a choice: what is kept of a row needs no key. */
export function isPlain({ order, distinct }: AggregateRequest): boolean {
  return order.length === 0 && !distinct;
}

/** The values' bytes. */
export const concat = (input: PhysicalExpr): Accumulator => ({ operator: "concat", input, type: BYTEA });

/** Entries; with DISTINCT those of the same bytes once, which leaves few to sort. */
export const entries = (entry: PhysicalExpr, { distinct }: AggregateRequest): Accumulator => ({
  ...concat(entry),
  distinct,
});

export const isFixedWidth = (type: LogicalType): boolean => storageOf(type) !== "ref";
export const byteCount = (value: PhysicalExpr): PhysicalExpr => call("ffq:byte_count(any)", [value], INT4);

/** Whether an aggregate's result, by its overload, depends on the order of its rows. */
export function keepsOrder(overload: string): boolean {
  return overload.startsWith("array_agg(") || overload.startsWith("string_agg(");
}
