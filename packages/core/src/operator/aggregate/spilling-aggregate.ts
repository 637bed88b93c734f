// The hash aggregate within a memory limit. Each thread's groups are in memory, or on disk by partitions of their keys
// (spilling-sink.ts). When any thread's are on disk all go there, and each partition's groups are made whole by
// themselves, by any thread (spilled-groups.ts); else all is as in hash-aggregate.ts.
import type { BatchSource, Breaker, StateMorsel, TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { joinPartitions } from "../spill/partition-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import { planAggregate } from "./aggregate-plan.ts";
import { GroupSpiller } from "./group-spiller.ts";
import { type HashAggregateState, hashAggregate } from "./hash-aggregate.ts";
import { planAggregateSpill } from "./spill-plan.ts";
import { SpilledGroups } from "./spilled-groups.ts";
import { GROWTH, type SpillingAggregateState, SpillingSink } from "./spilling-sink.ts";

export type { SpillingAggregateState };

/** The hash aggregate as an operator. `release` frees a state when all that read it are closed. */
export const spillingAggregate: Breaker<HashAggregateSpec, SpillingAggregateState> & {
  release(spec: HashAggregateSpec, context: Pick<TaskContext, "region">, state: SpillingAggregateState): void;
} = {
  sink: (spec, context) => new SpillingSink(spec, context, 0),
  combine: combineGroups,
  morsels(spec, state): readonly StateMorsel[] {
    if (state.kind === "memory") return hashAggregate.morsels(spec, state.groups);
    return [...state.partitions.entries()].flatMap(([at, { rows }]) => (rows > 0 ? [{ start: at, end: at + 1 }] : []));
  },
  source(spec, context, state, morsel): BatchSource {
    if (state.kind === "memory") return hashAggregate.source(spec, context, state.groups, morsel);
    const spill = planAggregateSpill(spec, planAggregate(spec));
    return new SpilledGroups(context, spec, spill, state.partitions[morsel.start] as SpilledRows);
  },
  release(spec, context, state): void {
    if (state.kind === "memory") hashAggregate.release(spec, context, state.groups);
  },
};

function* combineGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly SpillingAggregateState[],
): Generator<void, SpillingAggregateState> {
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const isAllThere = inMemory.length === parts.length;
  const fits = inMemory.length < 2 || context.spill?.gauge(context.region).fits(GROWTH * bytes - bytes) !== false;
  if (isAllThere && fits) {
    const groups = yield* hashAggregate.combine(
      spec,
      context,
      inMemory.map((part) => part.groups),
    );
    return { kind: "memory", groups, bytes };
  }
  const partitions = parts.flatMap((part) => (part.kind === "spilled" ? [part.partitions] : []));
  if (inMemory.length > 0) partitions.push(yield* spillGroups(spec, context, inMemory));
  return { kind: "spilled", partitions: joinPartitions(partitions) };
}

/** Takes the groups over. */
function* spillGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly { readonly groups: HashAggregateState }[],
): Generator<void, readonly SpilledRows[]> {
  const plan = planAggregate(spec);
  let spiller: GroupSpiller | undefined = new GroupSpiller(context, plan, planAggregateSpill(spec, plan), 0);
  try {
    for (const { groups } of parts) {
      yield* spiller.write(groups.sets);
      hashAggregate.release(spec, context, groups);
    }
    const written = spiller.finish();
    spiller = undefined;
    return written;
  } finally {
    spiller?.release();
  }
}
