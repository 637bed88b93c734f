// Aggregates over several tasks: in place where equal keys already meet, else partial results that meet by
// their keys, or in one task where they are few, else the rows themselves.
import type { Field } from "../column/vector.ts";
import { mergeOperator } from "../function/aggregate-registry.ts";
import { isOrderless } from "../physical/orderless.ts";
import type { PhysicalAccumulator, PhysicalPlan } from "../physical/plan.ts";
import { type Distribution, isOneTask, placesOf, REPLICATED, SINGLE, SPREAD } from "./distribution.ts";
import { inputRef } from "./lower-expr.ts";
import { projectNode } from "./lowering.ts";
import type { Placed, Placing } from "./placing.ts";
import { byRangesOfOne, type SlicedInput } from "./slice-scans.ts";

type Aggregate = Extract<PhysicalPlan, { readonly kind: "hash-aggregate" }>;

/** Above this share of groups in rows, a partial phase would pass on about what it took in. */
const WORTH_PARTIAL = 0.5;

export function placeAggregate(placing: Placing, node: Aggregate): Placed {
  const input = placing.place(node.input);
  const whole = (plan: PhysicalPlan, distribution: Distribution): Placed => ({
    plan: { ...node, input: plan },
    distribution,
  });
  if (isOneTask(input.distribution)) return whole(input.plan, repeated(placing, node, input.distribution));
  const distinct = node.accumulators.some((accumulator) => accumulator.distinct);
  if (node.groupingSets !== undefined) {
    return distinct ? whole(placing.single(input), SINGLE) : mergedSets(placing, node, input.plan);
  }
  if (node.keys.length === 0) {
    return distinct ? whole(placing.single(input), SINGLE) : merged(placing, node, input.plan);
  }
  if (input.distribution.kind === "hash") {
    const places = placesOf(input.distribution.keys, node.keys);
    if (places !== undefined) return whole(input.plan, onOutput(node, places));
  }
  const sliced = byRangesOfOne(placing, input, node.keys);
  if (sliced !== undefined) return whole(sliced.plan, rangesOnOutput(node, sliced));
  if (distinct || node.estimatedRows > WORTH_PARTIAL * node.input.estimatedRows) {
    if (node.input.estimatedRows <= placing.smallInputRows) {
      const gathered = gather(placing, node, input);
      return whole(gathered.plan, gathered.distribution);
    }
    const { keys } = node;
    const exchanged = placing.exchange(input.plan, { kind: "hash", keys, partitions: placing.partitions });
    return whole(exchanged, onOutput(node, [...keys.keys()]));
  }
  return merged(placing, node, input.plan);
}

/** The key by whose ranges the input lies is a column of the output. */
function rangesOnOutput({ fields }: Aggregate, { place, bounds }: SlicedInput): Distribution {
  return { kind: "ranges", keys: [inputRef(place, fields[place] as Field)], bounds };
}

/** All rows of a small input together: in every task that asks, if each of them computes the same from them. */
function gather(placing: Placing, node: Aggregate, input: Placed): Placed {
  if (isRepeatable(placing, node)) return placing.everywhere(input);
  return { plan: placing.single(input), distribution: SINGLE };
}

/** Of a result that a task has computed from rows that lie so. */
function repeated(placing: Placing, node: Aggregate, { kind }: Distribution): Distribution {
  const isSmall = node.input.estimatedRows <= placing.smallInputRows;
  return kind === "replicated" && isSmall && isRepeatable(placing, node) ? REPLICATED : SINGLE;
}

function isRepeatable(placing: Placing, { accumulators, keys }: Aggregate): boolean {
  const taken = accumulators.flatMap(({ input, filter }) => [input, filter]).filter((expr) => expr !== undefined);
  return accumulators.every(isOrderless) && ![...keys, ...taken].some((expr) => placing.isVolatile(expr));
}

/** By the output's columns at these places. */
function onOutput({ fields }: Pick<PhysicalPlan, "fields">, places: readonly number[]): Distribution {
  return { kind: "hash", keys: places.map((place) => inputRef(place, fields[place] as Field)) };
}

/** What the final phase does with the partial phase's columns, which stand from `first`. */
function mergers(accumulators: readonly PhysicalAccumulator[], first: number): readonly PhysicalAccumulator[] {
  return accumulators.map(({ operator, type }, index) => ({
    operator: mergeOperator(operator),
    input: inputRef(first + index, { type }),
    type,
    distinct: false,
  }));
}

function merged(placing: Placing, node: Aggregate, input: PhysicalPlan): Placed {
  const partial: PhysicalPlan = { ...node, state: placing.ids.state(), input, phase: "partial" };
  const keys = node.keys.map((_, index) => inputRef(index, node.fields[index] as Field));
  const accumulators = mergers(node.accumulators, keys.length);
  const final = (exchanged: PhysicalPlan): PhysicalPlan => ({
    ...node,
    input: exchanged,
    keys,
    accumulators,
    phase: "final",
  });
  const isSmall = node.estimatedRows * placing.partitions <= placing.smallInputRows;
  if (keys.length === 0 || isSmall) {
    const gathered = gather(placing, node, { plan: partial, distribution: SPREAD });
    return { plan: final(gathered.plan), distribution: gathered.distribution };
  }
  const exchanged = placing.exchange(partial, { kind: "hash", keys, partitions: placing.partitions });
  return { plan: final(exchanged), distribution: { kind: "hash", keys } };
}

/** A grouping set's rows merge by their keys and the set's number, which then is a key like any other. */
function mergedSets(placing: Placing, node: Aggregate, input: PhysicalPlan): Placed {
  const { fields } = node;
  const partial: PhysicalPlan = { ...node, state: placing.ids.state(), input, phase: "partial" };
  const set = fields.length - 1;
  const places = [...node.keys.keys(), set];
  const keys = places.map((place) => inputRef(place, fields[place] as Field));
  const exchanged = placing.exchange(partial, { kind: "hash", keys, partitions: placing.partitions });
  const values = fields.slice(node.keys.length, set);
  const final: PhysicalPlan = {
    kind: "hash-aggregate",
    state: node.state,
    input: exchanged,
    keys,
    accumulators: mergers(node.accumulators, node.keys.length),
    phase: "final",
    fields: [...places.map((place) => fields[place] as Field), ...values],
    estimatedRows: node.estimatedRows,
  };
  const order = [...node.keys.keys(), ...values.map((_, index) => keys.length + index), node.keys.length];
  const exprs = order.map((index) => inputRef(index, final.fields[index] as Field));
  return { plan: projectNode(final, exprs, fields), distribution: onOutput(node, places) };
}
