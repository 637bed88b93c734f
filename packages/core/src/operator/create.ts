// The one switch from specs to operators: every place that runs a pipeline, on whatever thread, makes its
// sources, transforms and sinks here.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import { internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import type { SpillingAggregateState } from "./aggregate/spilling-aggregate.ts";
import type { HashJoinState } from "./join/hash-join.ts";
import type { NestedLoopJoinState } from "./join/nested-loop-join.ts";
import type { SpillingBuildPart, SpillingJoinState } from "./join/spilling-join.ts";
import { createLimit, type LimitSource } from "./limit.ts";
import type { BatchSource, Sink, StateMorsel, TaskContext } from "./operator.ts";
import { part } from "./parts.ts";
import { phasesFor, type SinkPhases } from "./phased-combine.ts";
import { areColumns, createPick } from "./pick-columns.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "./pipeline-spec.ts";
import type { SeenRows } from "./recursive.ts";
import { createRepeat } from "./repeat.ts";
import { createResultSink } from "./result.ts";
import { releaseRows } from "./row-store.ts";
import { createScan } from "./scan.ts";
import { type SpillingSortState, spillingSort } from "./sort/spilling-sort.ts";
import { createSpoolSink, type SpooledRows, type SpoolState } from "./spool.ts";
import { createValues } from "./values.ts";
import type { SpillingWindowState } from "./window/windows.ts";

/** What a source is opened on, as plain data. */
export type SourceMorsel =
  /** Rows that a reader decodes: tables, spools, exchanges. */
  | { readonly kind: "rows"; readonly morsel: Morsel }
  /** A share of a state. */
  | { readonly kind: "state"; readonly share: StateMorsel }
  /** All there is. */
  | { readonly kind: "whole" };

/** Sinks whose parts become one state by work: other parts are only listed. */
export type CombinedSink = Extract<
  SinkSpec,
  { kind: "hash-aggregate" | "sort" | "window" | "hash-join-build" | "nested-loop-build" | "recursion" }
>;

/** Whether parts of the sink are combined. A recursion's also need the rows of earlier rounds. */
export function isCombined(sink: SinkSpec): sink is Exclude<CombinedSink, { readonly kind: "recursion" }> {
  switch (sink.kind) {
    case "hash-aggregate":
    case "sort":
    case "window":
    case "hash-join-build":
    case "nested-loop-build":
      return true;
    case "recursion":
    case "spool":
    case "result":
    case "exchange-write":
      return false;
    default:
      return unreachable(sink);
  }
}

/** States by id, as breakers left them: plain data over arena addresses. */
export type States = ReadonlyMap<StateId, unknown>;

export function stateOf(states: States, id: StateId): unknown {
  const state = states.get(id);
  if (state === undefined) throw internal(`state ${id} is not there`);
  return state;
}

export function createSource(
  context: TaskContext,
  source: SourceSpec,
  morsel: SourceMorsel,
  states: States,
): BatchSource {
  switch (morsel.kind) {
    case "rows": {
      const scan = source.kind === "scan" ? source : undefined;
      const rows = createScan(context, morsel.morsel, scan?.deciding);
      const range = scan?.rowRange;
      return range === undefined ? rows : part("computing").createRangeScan(context, rows, range, morsel.morsel);
    }
    case "state":
      return createStateSource(context, source, morsel.share, states);
    case "whole":
      return createWholeSource(context, source);
    default:
      return unreachable(morsel);
  }
}

function createWholeSource(context: TaskContext, source: SourceSpec): BatchSource {
  switch (source.kind) {
    case "values":
      return createValues(context, source.fields, source.rows);
    case "table-function":
      return part("computing").createTableFunction(context, source.call);
    default:
      throw internal(`a source of kind ${source.kind} as a whole`);
  }
}

function createStateSource(context: TaskContext, source: SourceSpec, share: StateMorsel, states: States): BatchSource {
  if (source.kind !== "state" && source.kind !== "unmatched") throw internal(`shares of a ${source.kind}`);
  const state = stateOf(states, source.state);
  const { spec } = source;
  switch (spec.kind) {
    case "hash-aggregate":
      return part("aggregate").spillingAggregate.source(spec, context, state as SpillingAggregateState, share);
    case "sort":
      return spillingSort.source(spec, context, state as SpillingSortState, share);
    case "window":
      return part("window").spillingWindow.source(spec, context, state as SpillingWindowState, share);
    case "hash-join":
      return part("join").hashJoins.rest(context, spec, state as SpillingJoinState<HashJoinState>, share);
    case "nested-loop-join":
      return part("join").nestedLoopJoins.rest(context, spec, state as SpillingJoinState<NestedLoopJoinState>, share);
    default:
      return unreachable(spec);
  }
}

/** The shares of a state that can be read apart from each other. */
export function morselsOfState(
  { spec }: Extract<SourceSpec, { kind: "state" | "unmatched" }>,
  state: unknown,
): readonly StateMorsel[] {
  switch (spec.kind) {
    case "hash-aggregate":
      return part("aggregate").spillingAggregate.morsels(spec, state as SpillingAggregateState);
    case "sort":
      return spillingSort.morsels(spec, state as SpillingSortState);
    case "window":
      return part("window").spillingWindow.morsels(spec, state as SpillingWindowState);
    case "hash-join":
      return part("join").hashJoins.restMorsels(spec, state as SpillingJoinState<HashJoinState>);
    case "nested-loop-join":
      return part("join").nestedLoopJoins.restMorsels(spec, state as SpillingJoinState<NestedLoopJoinState>);
    default:
      return unreachable(spec);
  }
}

export function createTransform(
  context: TaskContext,
  transform: TransformSpec,
  input: BatchSource,
  states: States,
): BatchSource {
  switch (transform.kind) {
    case "filter":
      return part("computing").createFilter(context, transform, input);
    case "project":
      return areColumns(transform.exprs)
        ? createPick(transform.exprs, input)
        : part("computing").createProject(context, transform.exprs, input);
    case "hash-join": {
      const state = stateOf(states, transform.state) as SpillingJoinState<HashJoinState>;
      return part("join").hashJoins.probe(context, transform.spec, state, input);
    }
    case "nested-loop-join": {
      const state = stateOf(states, transform.state) as SpillingJoinState<NestedLoopJoinState>;
      return part("join").nestedLoopJoins.probe(context, transform.spec, state, input);
    }
    case "limit": {
      const { state, limit, offset } = transform;
      const counter = stateOf(states, state) as Pointer;
      return createLimit(context, { offset, counter, ...(limit === undefined ? {} : { limit }) }, input);
    }
    case "repeat":
      return createRepeat(context, transform.count, input);
    case "distinct-on":
      return part("computing").createDistinctOn(context, transform.keys, input);
    case "table-function":
      return part("computing").createTableFunction(context, transform.call, input);
    default:
      return unreachable(transform);
  }
}

/** A transform that may see early that no further row will pass. */
export function canBeSatisfied(source: BatchSource): source is LimitSource {
  return "isSatisfied" in source;
}

/** A sink, on one thread. */
export function createSink(context: TaskContext, sink: SinkSpec): Sink<unknown> {
  switch (sink.kind) {
    case "hash-aggregate":
      return part("aggregate").spillingAggregate.sink(sink.spec, context);
    case "sort":
      return spillingSort.sink(sink.spec, context);
    case "window":
      return part("window").spillingWindow.sink(sink.spec, context);
    case "hash-join-build":
      return part("join").hashJoins.sink(sink.spec, context);
    case "nested-loop-build":
      return part("join").nestedLoopJoins.sink(sink.spec, context);
    case "spool":
    case "recursion":
      return createSpoolSink(context, sink.fields);
    case "result":
      return createResultSink(context, sink);
    case "exchange-write":
      return part("computing").createExchangeWrite(context, sink);
    default:
      return unreachable(sink);
  }
}

/**
 * One state of what the threads left in a sink. `seen`: of a recursion's UNION, the rows before this round; its
 * state is the round's (recursive.ts).
 */
export function combineSink(
  context: TaskContext,
  sink: CombinedSink,
  parts: readonly unknown[],
  seen: SeenRows | undefined,
): Generator<void, unknown> {
  switch (sink.kind) {
    case "hash-aggregate":
      return part("aggregate").spillingAggregate.combine(
        sink.spec,
        context,
        parts as readonly SpillingAggregateState[],
      );
    case "sort":
      return spillingSort.combine(sink.spec, context, parts as readonly SpillingSortState[]);
    case "window":
      return part("window").spillingWindow.combine(sink.spec, context, parts as readonly SpillingWindowState[]);
    case "hash-join-build":
      return part("join").hashJoins.combine(sink.spec, context, parts as readonly SpillingBuildPart[]);
    case "nested-loop-build":
      return part("join").nestedLoopJoins.combine(sink.spec, context, parts as readonly SpillingBuildPart[]);
    case "recursion":
      return part("computing").combineDistinct(context, sink.fields, parts as readonly SpooledRows[], seen);
    default:
      return unreachable(sink);
  }
}

/** How several threads combine what was left in a sink; undefined where one task does. */
export function phasesOf(sink: CombinedSink): SinkPhases | undefined {
  switch (sink.kind) {
    case "hash-join-build":
      return phasesFor(sink.spec, part("join").sharedHashBuild);
    case "window":
      return phasesFor(sink.spec, part("window").sharedWindow);
    case "hash-aggregate":
    case "sort":
    case "nested-loop-build":
    case "recursion":
      return undefined;
    default:
      return unreachable(sink);
  }
}

/** Frees a state that nothing reads any more. */
export function releaseState(region: Region, sink: SinkSpec, state: unknown): void {
  switch (sink.kind) {
    case "hash-aggregate":
      return part("aggregate").spillingAggregate.release(sink.spec, { region }, state as SpillingAggregateState);
    case "sort":
      return spillingSort.release(sink.spec, { region }, state as SpillingSortState);
    case "window":
      return part("window").spillingWindow.release(sink.spec, { region }, state as SpillingWindowState);
    case "hash-join-build":
      return part("join").hashJoins.release(region, state as SpillingJoinState<HashJoinState>);
    case "nested-loop-build":
      return part("join").nestedLoopJoins.release(region, state as SpillingJoinState<NestedLoopJoinState>);
    case "spool":
    case "recursion":
      for (const stored of (state as SpoolState).stores) releaseRows(region, stored);
      return;
    case "result":
    case "exchange-write":
      throw internal(`a ${sink.kind} leaves no state`);
    default:
      return unreachable(sink);
  }
}
