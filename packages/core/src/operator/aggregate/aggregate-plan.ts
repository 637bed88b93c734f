// What a hash aggregate computes, worked out once from its spec: which expressions are evaluated for each batch,
// the grouping sets, and for each accumulator the kernel state that keeps it. Pure data that every thread derives
// alike, so that the states they leave fit each other.
import { internal } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { exprKey } from "../../expr/key.ts";
import { accumulatorKind } from "../../function/aggregate/accumulator-kind.ts";
import { type AccumulatorOperator, mergeOperator } from "../../function/aggregate-registry.ts";
import type { AggregateKind } from "../../kernel/hash-aggregate.ts";
import type { PhysicalAccumulator } from "../../physical/plan.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { isExact, keyLayout } from "../key-layout.ts";
import type { HashAggregateSpec } from "../spec.ts";

export interface AccumulatorPlan {
  readonly aggregate: AggregateKind;
  readonly type: LogicalType;
  /** Positions in the evaluated columns. */
  readonly input: number | undefined;
  readonly filter: number | undefined;
  /** Position in `distincts` of the values that it takes instead of the rows'. */
  readonly distinct: number | undefined;
  /** A count: 0, not NULL, when there was nothing. */
  readonly isCount: boolean;
}

/** The values of a group that accumulators take once each. */
export interface DistinctPlan {
  readonly input: number;
  readonly filter: number | undefined;
  readonly type: LogicalType;
}

export interface GroupingSetPlan {
  /** Positions in the spec's keys, ascending. */
  readonly keys: readonly number[];
  readonly types: readonly LogicalType[];
  /** Keys (positions in `keys`) whose values cannot be read back from their records: a first value is kept. */
  readonly kept: readonly number[];
}

export interface AggregatePlan {
  /** Evaluated for each batch: the keys first. */
  readonly exprs: readonly PhysicalExpr[];
  /** Positions in `exprs` of bool columns that accumulators are filtered by. */
  readonly filters: readonly number[];
  /** Types of the spec's keys. */
  readonly keyTypes: readonly LogicalType[];
  readonly sets: readonly GroupingSetPlan[];
  /** The output has a column with the set's number. */
  readonly hasSetNumber: boolean;
  readonly accumulators: readonly AccumulatorPlan[];
  readonly distincts: readonly DistinctPlan[];
}

/** By spec: partitions of an aggregate on disk ask again and again. */
const known = new WeakMap<HashAggregateSpec, AggregatePlan>();

export function planAggregate(spec: HashAggregateSpec): AggregatePlan {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const plan = workOut(spec);
  known.set(spec, plan);
  return plan;
}

function workOut(spec: HashAggregateSpec): AggregatePlan {
  const { keys, groupingSets, phase } = spec;
  // A partial phase's set numbers are keys of the final one.
  if (phase === "final" && groupingSets !== undefined) throw internal("grouping sets in a final phase");
  const exprs = new Expressions(keys);
  const distincts: DistinctPlan[] = [];
  const accumulators = spec.accumulators.map((accumulator, at) =>
    phase === "final"
      ? planMerge(accumulator, keys.length + at, exprs)
      : planAccumulator(accumulator, exprs, distincts),
  );
  const keyTypes = keys.map(({ type }) => type);
  const sets = groupingSets ?? [keys.map((_, at) => at)];
  return {
    exprs: exprs.all,
    filters: [...new Set(accumulators.flatMap(({ filter }) => (filter === undefined ? [] : [filter])))],
    keyTypes,
    sets: sets.map((set) =>
      planSet(
        [...new Set(set)].toSorted((left, right) => left - right),
        keyTypes,
      ),
    ),
    hasSetNumber: groupingSets !== undefined,
    accumulators,
    distincts,
  };
}

/** In a final phase: takes the partial phase's column, unless the plan says which. */
function planMerge(accumulator: PhysicalAccumulator, column: number, exprs: Expressions): AccumulatorPlan {
  const { operator, input, type } = accumulator;
  if (accumulator.distinct || accumulator.filter !== undefined) throw internal("a final phase takes all rows");
  const partial = input ?? { kind: "input", index: column, type };
  const merged = { operator: mergeOperator(operator), input: partial, type, distinct: false };
  return { ...planAccumulator(merged, exprs, []), isCount: isCount(operator) };
}

/** Counts rows as they come, whether filtered or not. */
export function isPlainCount({ aggregate, distinct }: AccumulatorPlan): boolean {
  return distinct === undefined && (aggregate.kind === "count" || aggregate.kind === "countRows");
}

function isCount(operator: AccumulatorOperator): boolean {
  return operator === "count" || operator === "count-rows";
}

function planSet(keys: readonly number[], keyTypes: readonly LogicalType[]): GroupingSetPlan {
  const types = keys.map((key) => keyTypes[key] as LogicalType);
  const { fields } = keyLayout(types.map((type) => ({ type, nulls: "equal" })));
  return { keys, types, kept: fields.flatMap(({ form }, at) => (isExact(form) ? [] : [at])) };
}

function planAccumulator(
  accumulator: PhysicalAccumulator,
  exprs: Expressions,
  distincts: DistinctPlan[],
): AccumulatorPlan {
  const { operator, type } = accumulator;
  const input = accumulator.input === undefined ? undefined : exprs.position(accumulator.input);
  const filter = accumulator.filter === undefined ? undefined : exprs.position(accumulator.filter);
  const inputType = accumulator.input?.type;
  const aggregate = accumulatorKind(operator, inputType, type);
  const plan = { aggregate, type, input, filter, distinct: undefined, isCount: isCount(operator) };
  if (!accumulator.distinct) return plan;
  if (input === undefined || inputType === undefined) throw internal("DISTINCT without a value");
  let distinct = distincts.findIndex((one) => one.input === input && one.filter === filter);
  if (distinct < 0) distinct = distincts.push({ input, filter, type: inputType }) - 1;
  return { ...plan, distinct };
}

/** Expressions, equal ones once. */
class Expressions {
  readonly all: PhysicalExpr[];
  readonly #known = new Map<string, number>();

  constructor(first: readonly PhysicalExpr[]) {
    this.all = [...first];
    for (const [at, expr] of first.entries()) this.#known.set(exprKey(expr), at);
  }

  position(expr: PhysicalExpr): number {
    const key = exprKey(expr);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const position = this.all.push(expr) - 1;
    this.#known.set(key, position);
    return position;
  }
}
