// The hash aggregate within a memory limit. Each thread's groups are in memory, or on disk by partitions of their keys
// (spilling-sink.ts). When any thread's are on disk all go there, and each partition's groups are made whole by
// themselves, by any thread (spilled-groups.ts); else all is as in hash-aggregate.ts, or, when threads have many groups each,
// brought together as it is read (parted-groups.ts).
import type { BatchSource, Breaker, StateMorsel, TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { joinPartitions } from "../spill/partition-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import { planAggregate } from "./aggregate-plan.ts";
import { GroupSpiller } from "./group-spiller.ts";
import { type HashAggregateState, hashAggregate } from "./hash-aggregate.ts";
import { areWorthParting, PartedGroups, partAll, partedMorsels } from "./parted-groups.ts";
import { outputColumns, planAggregateSpill, totalOf } from "./spill-plan.ts";
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
    switch (state.kind) {
      case "memory":
        return hashAggregate.morsels(spec, state.groups);
      case "parted":
        return partedMorsels(planAggregate(spec), state.parts);
      case "spilled":
        return [...state.partitions.entries()].flatMap(([at, { rows }]) =>
          rows > 0 ? [{ start: at, end: at + 1 }] : [],
        );
      case "total":
        return spillingAggregate.morsels(totalSpec(spec), state.state);
    }
  },
  source(spec, context, state, morsel): BatchSource {
    switch (state.kind) {
      case "memory":
        return hashAggregate.source(spec, context, state.groups, morsel);
      case "parted":
        return new PartedGroups(context, planAggregate(spec), state.parts, morsel);
      case "spilled": {
        const spill = planAggregateSpill(spec);
        const rows = state.partitions[morsel.start] as SpilledRows;
        return new SpilledGroups(context, spill, rows, spec.groupingSets !== undefined);
      }
      case "total":
        return totalSource(spec, spillingAggregate.source(totalSpec(spec), context, state.state, morsel));
    }
  },
  release(spec, context, state): void {
    if (state.kind === "memory") hashAggregate.release(spec, context, state.groups);
    if (state.kind === "parted") for (const part of state.parts) hashAggregate.release(spec, context, part);
    if (state.kind === "total") spillingAggregate.release(totalSpec(spec), context, state.state);
  },
};

function totalSpec(spec: HashAggregateSpec): HashAggregateSpec {
  return totalOf(spec, planAggregateSpill(spec));
}

/** The groups with the columns in the output's order. */
function totalSource(spec: HashAggregateSpec, source: BatchSource): BatchSource {
  if (spec.groupingSets === undefined) return source;
  const spill = planAggregateSpill(spec);
  return {
    next() {
      const batch = source.next();
      return batch && { rows: batch.rows, columns: outputColumns(batch.columns, spill, true) };
    },
    close: () => source.close(),
  };
}

function* combineGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly SpillingAggregateState[],
): Generator<void, SpillingAggregateState> {
  const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
  const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
  const isAllThere = inMemory.length === parts.length;
  const states = inMemory.map((part) => part.groups);
  const plan = planAggregate(spec);
  const isParted = (context.threads ?? 1) > 1 && areWorthParting(plan, states);
  const further = isParted ? bytes : GROWTH * bytes - bytes;
  const fits = inMemory.length < 2 || context.spill?.gauge(context.region).fits(further) !== false;
  if (isAllThere && fits) {
    if (isParted) return { kind: "parted", parts: yield* partAll(context, plan, states) };
    return { kind: "memory", groups: yield* hashAggregate.combine(spec, context, states), bytes };
  }
  const partitions = parts.flatMap((part) => (part.kind === "spilled" ? [part.partitions] : []));
  if (inMemory.length > 0) partitions.push(yield* spillGroups(spec, context, inMemory));
  const all = joinPartitions(partitions);
  if (!spec.accumulators.some(({ distinct }) => distinct)) return { kind: "spilled", partitions: all };
  return { kind: "total", state: yield* totalGroups(spec, context, all) };
}

/** The groups of an aggregate with distinct values. */
function* totalGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  partitions: readonly SpilledRows[],
): Generator<void, SpillingAggregateState> {
  const spill = planAggregateSpill(spec);
  const total = totalOf(spec, spill);
  const own = { ...context, region: context.region.createChild() };
  const sink = new SpillingSink(total, own, 0);
  let isDone = false;
  try {
    for (const rows of partitions) {
      if (rows.rows > 0) yield* consumeGroups(sink, new SpilledGroups(context, spill, rows, false));
    }
    const state = sink.finish();
    isDone = true;
    own.region.dissolve();
    return yield* combineGroups(total, context, [state]);
  } finally {
    if (!isDone) {
      sink.abort();
      own.region.release();
    }
  }
}

function* consumeGroups(sink: SpillingSink, source: BatchSource): Generator<void, void> {
  try {
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      if (batch.rows > 0) sink.consume(batch);
      yield;
    }
  } finally {
    source.close();
  }
}

/** Takes the groups over. */
function* spillGroups(
  spec: HashAggregateSpec,
  context: TaskContext,
  parts: readonly { readonly groups: HashAggregateState }[],
): Generator<void, readonly SpilledRows[]> {
  const plan = planAggregate(spec);
  let spiller: GroupSpiller | undefined = new GroupSpiller(context, plan, planAggregateSpill(spec), 0);
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
