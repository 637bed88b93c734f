// string_agg(x, separator) (PostgreSQL manual, section 9.21), with ORDER BY and DISTINCT inside: how is said in collect.ts.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BYTEA } from "../../type/logical-type.ts";
import { type AggregateOverload, type AggregateRequest, PLAIN_REQUEST } from "../aggregate-registry.ts";
import { at } from "./build.ts";
import { byteCount, call, collects, concat, entries, finished, isPlain, rowKey } from "./collect.ts";

/** The separator of a call that needs no entries: one that is the same for all rows. */
function constantSeparator(request: AggregateRequest): PhysicalExpr | undefined {
  return isPlain(request) ? request.constants?.[1] : undefined;
}

/** A separator that is NULL is none. */
function orNothing(separator: PhysicalExpr, kind: "text" | "bytea"): PhysicalExpr {
  const nothing: PhysicalExpr = { kind: "constant", value: kind === "text" ? "" : "\\x", type: separator.type };
  return { kind: "coalesce", args: [separator, nothing], type: separator.type };
}

const overload = (kind: "text" | "bytea"): AggregateOverload => ({
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

export const stringAgg = (): readonly AggregateOverload[] => [overload("text"), overload("bytea")];
