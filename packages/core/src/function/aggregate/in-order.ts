// Aggregates of floats whose calls have ORDER BY, or DISTINCT where sums over one argument's different values do not do: entries,
// as array_agg keeps them (collect.ts), are put in order when the group is complete, and added one after the other
// (kernel/assembly/list-sums.part.ts). Exact types need none of this.
import type { PhysicalExpr } from "../../expr/expr.ts";
import { BYTEA, FLOAT8, INT4, INT8, type LogicalType } from "../../type/logical-type.ts";
import {
  type Accumulator,
  type AggregateOverload,
  type AggregateRequest,
  PLAIN_REQUEST,
  TWOFOLD,
} from "../aggregate-registry.ts";
import { at, callOf, castTo } from "./build.ts";
import { entries, flag, rowKey } from "./collect.ts";

/** What an overload does in such a call. */
export type InOrder = Required<AggregateOverload>["inOrder"];

/** Entries of the value where no argument is NULL. */
function entriesOf(value: PhysicalExpr, args: readonly PhysicalExpr[], request: AggregateRequest): Accumulator {
  const entry: PhysicalExpr = {
    kind: "call",
    overload: "ffq:entry(bytea,any)",
    args: [rowKey(args, request), value],
    type: BYTEA,
  };
  const nothing: PhysicalExpr = { kind: "constant", value: null, type: BYTEA };
  const branches = args.map((input) => ({
    when: { kind: "is-null", input, type: { kind: "bool" } } satisfies PhysicalExpr,
    then: nothing,
  }));
  return entries({ kind: "case", branches, otherwise: entry, type: BYTEA }, request);
}

/** @param last the scalar function of the entries, by its name; @param type of the values that it adds */
export function addedInOrder(last: string, type: LogicalType): InOrder {
  return {
    accumulators: (args, request = PLAIN_REQUEST) => {
      const value = castTo(at(args, 0), type);
      return [entriesOf(value, [value], request)];
    },
    finish: (values, result, { distinct } = PLAIN_REQUEST) => callOf(last, [at(values, 0), flag(distinct)], result),
  };
}

/** The sums over pairs of doubles (kernel/assembly/list-sums.part.ts), of y first in the call's arguments. */
export interface PairSums {
  /** Of pairs, as a bigint; NULL of none. */
  readonly n: PhysicalExpr;
  readonly x: PhysicalExpr;
  readonly y: PhysicalExpr;
  readonly xx: PhysicalExpr;
  readonly yy: PhysicalExpr;
  readonly xy: PhysicalExpr;
}

/** @param formula what the call's result is of the sums */
export function pairsInOrder(formula: (sums: PairSums) => PhysicalExpr): InOrder {
  return {
    accumulators: (args, request = PLAIN_REQUEST) => {
      const pair = callOf("ffq:pair", [at(args, 1), at(args, 0)], TWOFOLD);
      return [entriesOf(pair, args, request)];
    },
    finish: (values, _, { distinct } = PLAIN_REQUEST) => {
      const kept = [at(values, 0), flag(distinct)];
      const [x, y, xx, yy, xy] = [0, 1, 2, 3, 4].map((value) =>
        callOf("ffq:pair_sum", [...kept, { kind: "constant", value, type: INT4 }], FLOAT8),
      ) as [PhysicalExpr, PhysicalExpr, PhysicalExpr, PhysicalExpr, PhysicalExpr];
      return formula({ n: callOf("ffq:pair_count", kept, INT8), x, y, xx, yy, xy });
    },
  };
}
