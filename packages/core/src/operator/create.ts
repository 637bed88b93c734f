// The one switch from specs to operators: every place that runs a pipeline, on whatever thread, makes its
// sources, transforms and sinks here.
import type { Morsel } from "../catalog/table-provider.ts";
import { internal, unsupported } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { createFilter } from "./filter.ts";
import type { BatchSource, Sink, StateMorsel, TaskContext } from "./operator.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "./pipeline-spec.ts";
import { createProject } from "./project.ts";
import { createResultSink } from "./result.ts";
import { createScan } from "./scan.ts";

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
  if (morsel.kind === "rows") return createScan(context, morsel.morsel);
  switch (source.kind) {
    case "values":
      throw unsupported("VALUES");
    case "table-function":
      throw unsupported("table functions");
    case "state":
      stateOf(states, source.state);
      throw unsupported(source.spec.kind);
    case "unmatched":
      throw unsupported(source.spec.kind);
    case "scan":
    case "spool":
    case "working":
    case "exchange-read":
      throw internal(`a ${source.kind} without rows`);
    default:
      return unreachable(source);
  }
}

export function createTransform(
  context: TaskContext,
  transform: TransformSpec,
  input: BatchSource,
  _states: States,
): BatchSource {
  switch (transform.kind) {
    case "filter":
      return createFilter(context, transform.predicate, input);
    case "project":
      return createProject(context, transform.exprs, input);
    case "hash-join":
    case "nested-loop-join":
    case "limit":
    case "repeat":
    case "distinct-on":
    case "table-function":
      throw unsupported(transform.kind);
    default:
      return unreachable(transform);
  }
}

/** The shares of a state that can be read apart from each other. */
export function morselsOfState(
  source: Extract<SourceSpec, { kind: "state" | "unmatched" }>,
  _state: unknown,
): readonly StateMorsel[] {
  throw unsupported(source.spec.kind);
}

/** One state of the threads' parts; for a recursion, and of its state before. */
export function combineSink(
  _context: TaskContext,
  sink: SinkSpec,
  _parts: readonly unknown[],
  _previous: unknown,
): Generator<void, unknown> {
  throw unsupported(sink.kind);
}

export function createSink(context: TaskContext, sink: SinkSpec): Sink<unknown> {
  switch (sink.kind) {
    case "result":
      return createResultSink(context, sink.fields);
    case "hash-aggregate":
    case "sort":
    case "hash-join-build":
    case "nested-loop-build":
    case "spool":
    case "recursion":
    case "exchange-write":
      throw unsupported(sink.kind);
    default:
      return unreachable(sink);
  }
}
