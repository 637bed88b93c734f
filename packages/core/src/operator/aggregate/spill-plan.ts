// How an aggregate's groups lie on disk, and the aggregate that makes groups of them again. A row is a group's keys,
// the number of its set, and its running values; or its keys and a value that an accumulator of distinct values has
// seen, everything else NULL: accumulators pass over NULLs, so that one aggregate takes both kinds.
//
// The rule: what the second aggregate spills lies as what the first one spilled. With distinct values a group's rows spread
// over partitions by their values too, since one group may have most of them: each partition puts out what it came to for
// the group, and a third aggregate (totalOf) makes one of that.
import type { Field, Vector } from "../../column/vector.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { mergeOperator } from "../../function/aggregate-registry.ts";
import { INT8, type LogicalType } from "../../type/logical-type.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { type AggregatePlan, planAggregate } from "./aggregate-plan.ts";

export interface AggregateSpillPlan {
  /** Of a row on disk. */
  readonly fields: readonly Field[];
  /** How many of them are keys: the set's number is the last one, if there is one. */
  readonly keys: number;
  /** What a row's partition is found by: keys, and distinct values. */
  readonly partitionBy: readonly number[];
  /** By accumulator: its running value's place; undefined where it takes distinct values. */
  readonly values: readonly (number | undefined)[];
  /** By the plan's distincts: the value's place. */
  readonly distincts: readonly number[];
  /** Makes groups of such rows; its output has the keys as here, and then the accumulators. */
  readonly merge: HashAggregateSpec;
}

/** By spec, as the aggregate's own plans are. */
const known = new WeakMap<HashAggregateSpec, AggregateSpillPlan>();

export function planAggregateSpill(spec: HashAggregateSpec): AggregateSpillPlan {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const plan = workOut(spec, planAggregate(spec));
  known.set(spec, plan);
  return plan;
}

function workOut(spec: HashAggregateSpec, plan: AggregatePlan): AggregateSpillPlan {
  const types: LogicalType[] = [...plan.keyTypes, ...(plan.hasSetNumber ? [INT8] : [])];
  const keys = types.length;
  const values = plan.accumulators.map(({ distinct, type }) =>
    distinct === undefined ? types.push(type) - 1 : undefined,
  );
  const distincts = plan.distincts.map(({ type }) => types.push(type) - 1);
  const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: types[index] as LogicalType });
  const hasDistinct = distincts.length > 0;
  const fields = types.map((type) => ({ name: "", type, nullable: true }));
  return {
    fields,
    keys,
    partitionBy: [...types.slice(0, keys).map((_, at) => at), ...distincts],
    values,
    distincts,
    merge: {
      kind: "hash-aggregate",
      inputFields: fields,
      keys: types.slice(0, keys).map((_, at) => input(at)),
      accumulators: spec.accumulators.map(({ operator, type }, at) => {
        const value = values[at];
        if (value === undefined) {
          const { distinct } = plan.accumulators[at] as { readonly distinct: number };
          return { operator, input: input(distincts[distinct] as number), type, distinct: true };
        }
        // A final phase takes no distinct values; it is the same but for that.
        const merged = hasDistinct ? mergeOperator(operator) : operator;
        return { operator: merged, input: input(value), type, distinct: false };
      }),
      phase: hasDistinct ? "single" : "final",
      fields: [],
    },
  };
}

/** The output's order of columns, from that of groups made of rows on disk: the set's number comes last. */
export function outputColumns(
  columns: readonly Vector[],
  { keys }: AggregateSpillPlan,
  hasSetNumber: boolean,
): readonly Vector[] {
  if (!hasSetNumber) return columns;
  return [...columns.slice(0, keys - 1), ...columns.slice(keys), columns[keys - 1] as Vector];
}

/** Of an aggregate with distinct values: makes one group of what its partitions put out for a group. */
export function totalOf({ accumulators }: HashAggregateSpec, { fields, keys }: AggregateSpillPlan): HashAggregateSpec {
  const types = [...fields.slice(0, keys), ...accumulators].map(({ type }) => type);
  const input = (index: number): PhysicalExpr => ({ kind: "input", index, type: types[index] as LogicalType });
  return {
    kind: "hash-aggregate",
    inputFields: types.map((type) => ({ name: "", type, nullable: true })),
    keys: fields.slice(0, keys).map((_, at) => input(at)),
    accumulators: accumulators.map(({ operator, type }, at) => {
      return { operator, input: input(keys + at), type, distinct: false };
    }),
    phase: "final",
    fields: [],
  };
}
