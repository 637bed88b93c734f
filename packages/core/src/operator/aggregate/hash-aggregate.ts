// GROUP BY, DISTINCT and aggregates by hashing. Each thread groups the rows it sees; combine brings the threads'
// groups together; any thread then reads a share of them.
import { takeAll } from "../../column/slice.ts";
import type { Batch } from "../../column/vector.ts";
import type { Breaker, PartedSink, TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { type AggregatePlan, planAggregate } from "./aggregate-plan.ts";
import { groupMorsels, readGroups } from "./aggregate-source.ts";
import { Evaluation } from "./evaluated.ts";
import { type FusedPlan, planFusedSums } from "./fused-plan.ts";
import { FusedSums } from "./fused-sums.ts";
import { GroupSet, type GroupSetData, releaseGroups } from "./group-set.ts";

/** The groups of each grouping set, as plain data. */
export interface HashAggregateState {
  readonly sets: readonly GroupSetData[];
}

/** The hash aggregate as an operator. `release` frees a state when all that read it are closed. */
export const hashAggregate: Omit<Breaker<HashAggregateSpec, HashAggregateState>, "sink"> & {
  sink(spec: HashAggregateSpec, context: TaskContext): PartedSink<HashAggregateState>;
  release(spec: HashAggregateSpec, context: Pick<TaskContext, "region">, state: HashAggregateState): void;
} = {
  sink: createSink,
  combine: combineGroups,
  morsels: (_spec, { sets }) => groupMorsels(sets),
  source: (spec, context, { sets }, morsel) => readGroups(context, planAggregate(spec), sets, morsel),
  release(spec, { region }, { sets }): void {
    const plan = planAggregate(spec);
    for (const [at, set] of plan.sets.entries()) releaseGroups(region, plan, set, sets[at] as GroupSetData);
  },
};

function createSets({ region, threads }: TaskContext, plan: AggregatePlan, fused?: FusedPlan): readonly GroupSet[] {
  return plan.sets.map((set) => GroupSet.create(region, plan, set, { threads, fused }));
}

function createSink(spec: HashAggregateSpec, context: TaskContext): PartedSink<HashAggregateState> {
  const plan = planAggregate(spec);
  const fusedPlan = planFusedSums(context, plan);
  const fused = fusedPlan === undefined ? undefined : new FusedSums(context, plan, fusedPlan);
  const evaluation = new Evaluation(context, plan, fusedPlan?.unread ?? new Set());
  const sets = createSets(context, plan, fusedPlan);
  const consumeFirst = (batch: Batch): number => {
    if (batch.rows === 0) return 0;
    const evaluated = evaluation.evaluateFirst(batch);
    for (const set of sets) set.consume(evaluated, fused);
    return evaluated.rows;
  };
  return {
    isSatisfied: false,
    consume: (batch) => takeAll(batch, consumeFirst),
    consumeFirst,
    finish(): HashAggregateState {
      evaluation.close();
      fused?.close();
      for (const set of sets) {
        set.settle();
        set.close();
      }
      return { sets: sets.map((set) => set.toData()) };
    },
    abort(): void {
      evaluation.close();
      fused?.close();
      for (const set of sets) set.release();
    },
  };
}

function* combineGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly HashAggregateState[],
): Generator<void, HashAggregateState> {
  const plan = planAggregate(spec);
  const { region } = context;
  const [first, ...others] = parts;
  const sets =
    first === undefined
      ? createSets(context, plan)
      : plan.sets.map((set, at) => GroupSet.attach(region, plan, set, first.sets[at] as GroupSetData));
  for (const [at, set] of sets.entries()) {
    for (const other of others) yield* set.merge(other.sets[at] as GroupSetData);
    yield* set.finish();
    set.close();
  }
  return { sets: sets.map((set) => set.toData()) };
}
