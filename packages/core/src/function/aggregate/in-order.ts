// Aggregates of floats whose calls have ORDER BY: entries, as array_agg keeps them (collect.ts), are put in order when the
// group is complete, and added one after the other (kernel/assembly/list-sums.part.ts). Exact types need none of this.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BOOL, BYTEA, type LogicalType } from "../../type/logical-type.ts";
import { type AggregateOverload, PLAIN_REQUEST } from "../aggregate-registry.ts";
import { at, castTo } from "./build.ts";
import { entries, entryOf } from "./collect.ts";

/** @param last the scalar function of the entries, by its name; @param type of the values that it adds */
export function addedInOrder(last: string, type: LogicalType): Required<AggregateOverload>["inOrder"] {
  return {
    accumulators: (args, request = PLAIN_REQUEST) => {
      const value = castTo(at(args, 0), type);
      const when: PhysicalExpr = { kind: "is-null", input: value, type: { kind: "bool" } };
      const nothing: PhysicalExpr = { kind: "constant", value: null, type: BYTEA };
      const entry = entryOf([value], request);
      const present: PhysicalExpr = {
        kind: "case",
        branches: [{ when, then: nothing }],
        otherwise: entry,
        type: BYTEA,
      };
      return [entries(present, request)];
    },
    finish: (values, result, { distinct } = PLAIN_REQUEST) => {
      const flag: PhysicalExpr = { kind: "constant", value: distinct, type: BOOL };
      return { kind: "call", overload: `${last}(bytea,bool)`, args: [at(values, 0), flag], type: result };
    },
  };
}
