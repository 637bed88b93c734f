// The one switch from specs to operators: every place that runs a pipeline, on whatever thread, makes its
// sources, transforms and sinks here.
import type { Pointer } from "../arena/arena.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import { internal, unsupported } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { type HashAggregateState, hashAggregate } from "./aggregate/hash-aggregate.ts";
import { createDistinctOn } from "./distinct-on.ts";
import { createExchangeWrite } from "./exchange-write.ts";
import { createFilter } from "./filter.ts";
import type { JoinBuildPart } from "./join/build-side.ts";
import {
  combineHashJoin,
  createHashJoinProbe,
  createHashJoinRest,
  type HashJoinState,
  hashJoinRestMorsels,
  hashJoinSink,
} from "./join/hash-join.ts";
import {
  combineNestedLoopJoin,
  createNestedLoopJoinProbe,
  createNestedLoopJoinRest,
  type NestedLoopJoinState,
  nestedLoopJoinRestMorsels,
  nestedLoopJoinSink,
} from "./join/nested-loop-join.ts";
import { createLimit, type LimitSource } from "./limit.ts";
import type { BatchSource, Sink, StateMorsel, TaskContext } from "./operator.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "./pipeline-spec.ts";
import { createProject } from "./project.ts";
import { combineRecursion, type RecursionState } from "./recursive.ts";
import { createRepeat } from "./repeat.ts";
import { createResultSink } from "./result.ts";
import type { RowStoreData } from "./row-store.ts";
import { createScan } from "./scan.ts";
import { type SortState, sort } from "./sort/sort.ts";
import { combineSpool, createSpoolSink } from "./spool.ts";

/** What a source is opened on, as plain data. */
export type SourceMorsel =
  /** Rows that a reader decodes: tables, spools, exchanges. */
  | { readonly kind: "rows"; readonly morsel: Morsel }
  /** A share of a state. */
  | { readonly kind: "state"; readonly share: StateMorsel }
  /** All there is. */
  | { readonly kind: "whole" };

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
    case "rows":
      return createScan(context, morsel.morsel);
    case "state":
      return createStateSource(context, source, morsel.share, states);
    case "whole":
      return createWholeSource(context, source);
    default:
      return unreachable(morsel);
  }
}

function createWholeSource(_context: TaskContext, source: SourceSpec): BatchSource {
  switch (source.kind) {
    case "values":
      throw unsupported("VALUES");
    case "table-function":
      throw unsupported("table functions");
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
      return hashAggregate.source(spec, context, state as HashAggregateState, share);
    case "sort":
      return sort.source(spec, context, state as SortState, share);
    case "hash-join":
      return createHashJoinRest(context, spec, state as HashJoinState, share);
    case "nested-loop-join":
      return createNestedLoopJoinRest(context, spec, state as NestedLoopJoinState, share);
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
      return hashAggregate.morsels(spec, state as HashAggregateState);
    case "sort":
      return sort.morsels(spec, state as SortState);
    case "hash-join":
      return hashJoinRestMorsels(spec, state as HashJoinState);
    case "nested-loop-join":
      return nestedLoopJoinRestMorsels(spec, state as NestedLoopJoinState);
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
      return createFilter(context, transform.predicate, input);
    case "project":
      return createProject(context, transform.exprs, input);
    case "hash-join":
      return createHashJoinProbe(context, transform.spec, stateOf(states, transform.state) as HashJoinState, input);
    case "nested-loop-join": {
      const state = stateOf(states, transform.state) as NestedLoopJoinState;
      return createNestedLoopJoinProbe(context, transform.spec, state, input);
    }
    case "limit": {
      const { state, limit, offset } = transform;
      const counter = stateOf(states, state) as Pointer;
      return createLimit(context, { offset, counter, ...(limit === undefined ? {} : { limit }) }, input);
    }
    case "repeat":
      return createRepeat(context, transform.count, input);
    case "distinct-on":
      return createDistinctOn(context, transform.keys, input);
    case "table-function":
      throw unsupported("a table function of another table's columns");
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
      return hashAggregate.sink(sink.spec, context);
    case "sort":
      return sort.sink(sink.spec, context);
    case "hash-join-build":
      return hashJoinSink(sink.spec, context);
    case "nested-loop-build":
      return nestedLoopJoinSink(sink.spec, context);
    case "spool":
    case "recursion":
      return createSpoolSink(context, sink.fields);
    case "result":
      return createResultSink(context, sink.fields);
    case "exchange-write":
      return createExchangeWrite(context, sink);
    default:
      return unreachable(sink);
  }
}

/** One state of what the threads left in a sink; for a recursion, and of its state before. */
export function combineSink(
  context: TaskContext,
  sink: SinkSpec,
  parts: readonly unknown[],
  previous: unknown,
): Generator<void, unknown> {
  switch (sink.kind) {
    case "hash-aggregate":
      return hashAggregate.combine(sink.spec, context, parts as readonly HashAggregateState[]);
    case "sort":
      return sort.combine(sink.spec, context, parts as readonly SortState[]);
    case "hash-join-build":
      return combineHashJoin(sink.spec, context, parts as readonly JoinBuildPart[]);
    case "nested-loop-build":
      return combineNestedLoopJoin(sink.spec, context, parts as readonly JoinBuildPart[]);
    case "spool":
      return combineSpool(parts as readonly RowStoreData[]);
    case "recursion":
      return combineRecursion(context, sink, parts as readonly RowStoreData[], previous as RecursionState | undefined);
    case "result":
    case "exchange-write":
      throw internal(`a ${sink.kind} leaves no state`);
    default:
      return unreachable(sink);
  }
}
