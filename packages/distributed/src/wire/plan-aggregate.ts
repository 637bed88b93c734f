// Aggregates: accumulators, phases, grouping sets.
import { create } from "@bufbuild/protobuf";
import { type AccumulatorOperator, type PhysicalAccumulator, StateId } from "@ffq/core/physical";
import {
  AccumulatorSchema,
  GroupingSetSchema,
  GroupingSetsSchema,
  HashAggregateSchema,
  AccumulatorOperator as Operator,
  AggregatePhase as Phase,
  type Accumulator as WireAccumulator,
  type HashAggregate as WireAggregate,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { enumCodec, present } from "./codec.ts";
import type { ExprReader, ExprWriter } from "./expr.ts";
import type { Own, PlanOf, ReadContext, WriteContext } from "./plan-parts.ts";
import { typeCodec } from "./type.ts";

const operators = enumCodec<AccumulatorOperator, Operator>("accumulator", {
  "count-rows": Operator.COUNT_ROWS,
  count: Operator.COUNT,
  sum: Operator.SUM,
  min: Operator.MIN,
  max: Operator.MAX,
  first: Operator.FIRST,
  "bit-and": Operator.BIT_AND,
  "bit-or": Operator.BIT_OR,
  "bit-xor": Operator.BIT_XOR,
  "twofold-sum": Operator.TWOFOLD_SUM,
  concat: Operator.CONCAT,
  "distinct-sketch": Operator.DISTINCT_SKETCH,
  "histogram-sketch": Operator.HISTOGRAM_SKETCH,
});

const phases = enumCodec<PlanOf<"hash-aggregate">["phase"], Phase>("aggregate phase", {
  single: Phase.SINGLE,
  partial: Phase.PARTIAL,
  final: Phase.FINAL,
});

export function writeAggregate(plan: PlanOf<"hash-aggregate">, { exprs, at }: WriteContext): WireAggregate {
  const { state, input, keys, accumulators, phase, groupingSets } = plan;
  const sets = groupingSets?.map((set) => create(GroupingSetSchema, { keys: [...set] }));
  return create(HashAggregateSchema, {
    state,
    input: at(input),
    keys: exprs.addAll(keys),
    accumulators: accumulators.map((accumulator) => writeAccumulator(accumulator, exprs)),
    phase: phases.toWire(phase),
    ...(sets === undefined ? {} : { groupingSets: create(GroupingSetsSchema, { sets }) }),
  });
}

export function readAggregate(message: WireAggregate, { exprs, at }: ReadContext): Own<PlanOf<"hash-aggregate">> {
  const { state, input, keys, accumulators, phase, groupingSets } = message;
  return {
    kind: "hash-aggregate",
    state: StateId(state),
    input: at(input),
    keys: exprs.all(keys),
    accumulators: accumulators.map((accumulator) => readAccumulator(accumulator, exprs)),
    phase: phases.fromWire(phase),
    ...(groupingSets === undefined ? {} : { groupingSets: groupingSets.sets.map((set) => set.keys) }),
  };
}

/** Accumulators of aggregates and of windows. */
export function writeAccumulator(accumulator: PhysicalAccumulator, exprs: ExprWriter): WireAccumulator {
  const { operator, input, type, filter, distinct } = accumulator;
  return create(AccumulatorSchema, {
    operator: operators.toWire(operator),
    ...(input === undefined ? {} : { input: exprs.add(input) }),
    type: typeCodec.toMessage(type),
    ...(filter === undefined ? {} : { filter: exprs.add(filter) }),
    distinct,
  });
}

export function readAccumulator(message: WireAccumulator, exprs: ExprReader): PhysicalAccumulator {
  const { operator, input, type, filter, distinct } = message;
  return {
    operator: operators.fromWire(operator),
    ...(input === undefined ? {} : { input: exprs.at(input) }),
    type: typeCodec.fromMessage(present(type, "an accumulator's type")),
    ...(filter === undefined ? {} : { filter: exprs.at(filter) }),
    distinct,
  };
}
