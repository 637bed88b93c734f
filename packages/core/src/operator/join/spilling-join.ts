// Joins within a memory limit: the doors that the driver uses for both kinds of join. In memory all is as hash-join.ts
// and nested-loop-join.ts have it. A build side that is too large is partly on disk (spilling-build.ts), and so are the
// probe rows of those partitions (spilling-probe.ts); they are joined when all probing is done (spilled-join.ts).
import type { Region } from "../../arena/region.ts";
import type { BatchSource, Sink, StateMorsel, TaskContext } from "../operator.ts";
import type { PhasedCombine } from "../phased-combine.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import type { BuildSide, JoinBuildPart } from "./build-side.ts";
import type { JoinSpec, SpillableJoin } from "./spillable-join.ts";
import { SpilledJoin } from "./spilled-join.ts";
import {
  combineSpilling,
  type SpillingBuildPart,
  SpillingBuildSink,
  type SpillingJoinState,
} from "./spilling-build.ts";
import { createSpillingProbe } from "./spilling-probe.ts";

export type { SpillingBuildPart, SpillingJoinState };

export interface SpillingJoin<Spec, State> {
  sink(spec: Spec, context: TaskContext): Sink<SpillingBuildPart>;
  combine(
    spec: Spec,
    context: TaskContext,
    parts: readonly SpillingBuildPart[],
  ): Generator<void, SpillingJoinState<State>>;
  probe(context: TaskContext, spec: Spec, state: SpillingJoinState<State>, input: BatchSource): BatchSource;
  /** Shares of what is put out when all probing is done: build rows, and the partitions on disk. */
  restMorsels(spec: Spec, state: SpillingJoinState<State>): readonly StateMorsel[];
  rest(context: TaskContext, spec: Spec, state: SpillingJoinState<State>, morsel: StateMorsel): BatchSource;
  release(region: Region, state: SpillingJoinState<State>): void;
}

export function spillingJoin<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
): SpillingJoin<Spec, State> {
  return {
    sink: (spec, context) => new SpillingBuildSink(join, spec, context),
    combine: (spec, context, parts) => combineSpilling(join, spec, context, parts),
    probe(context, spec, state, input) {
      if (state.kind === "memory") return join.probe(context, spec, state.state, input);
      return createSpillingProbe(join, context, spec, state, input);
    },
    restMorsels(spec, state) {
      const inMemory = join.restMorsels(spec, state.state);
      if (state.kind === "memory") return inMemory;
      const onDisk = [...state.build.entries()].flatMap(([partition, rows]) =>
        rows === undefined ? [] : [{ start: partition, end: partition + 1, partition }],
      );
      return [...inMemory, ...onDisk];
    },
    rest(context, spec, state, morsel) {
      const { partition } = morsel;
      if (state.kind === "memory" || partition === undefined) return join.rest(context, spec, state.state, morsel);
      const build = state.build[partition] as SpilledRows;
      return new SpilledJoin(join, context, spec, {
        build,
        probe: state.probe[partition],
        madeBytes: state.madeBytes,
      });
    },
    release: (region, { state }) => join.release(region, state),
  };
}

/** The phased combine of build sides in memory, where there is room for their rows twice and for the table. */
export function whileInMemory<Spec, Phase, Done, State>(
  shared: PhasedCombine<Spec, JoinBuildPart, Phase, Done, State>,
): PhasedCombine<Spec, SpillingBuildPart, Phase, Done, SpillingJoinState<State>> {
  return {
    ...shared,
    begin(spec, region, parts, options) {
      const inMemory = parts.flatMap((part) => (part.kind === "memory" ? [part] : []));
      const bytes = inMemory.reduce((sum, part) => sum + part.bytes, 0);
      if (inMemory.length < parts.length || bytes > options.room) return undefined;
      const stored = inMemory.map((part) => part.stored);
      return shared.begin(spec, region, stored, options);
    },
    next(spec, region, phase, done) {
      const step = shared.next(spec, region, phase, done);
      return step.kind === "phase" ? step : { kind: "state", state: { kind: "memory", state: step.state } };
    },
  };
}
