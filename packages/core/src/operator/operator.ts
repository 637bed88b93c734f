// What an operator is at run time, on the thread that runs it. Execution pulls: a source yields batches, a
// transform pulls from the one below it, and a pipeline's driver pulls from the top and gives to the sink, one
// batch at a time, so that it can stop between any two batches (cancel, time slice, full output).
//
// The rule: a batch is valid until its producer is pulled again; whoever keeps rows copies them. State that a
// breaker leaves behind is plain data over arena addresses, so that any thread can go on with it.

import type { Region } from "../arena/region.ts";
import type { EvaluationContext } from "../codegen/batch-function.ts";
import type { ConjunctRows } from "../codegen/ordered-filter.ts";
import type { Batch } from "../column/vector.ts";
import type { Spill } from "../spill/spill.ts";

/** What the operators of one task share. */
export interface TaskContext extends EvaluationContext {
  /** Raises CANCELLED or TIMEOUT when the query has been stopped. Called once a batch and in long kernels. */
  checkCancelled(): void;
  /** Of what scans decode, counted apart from what operators hold. Absent: it is not. */
  readonly streaming?: Region;
  /** How many threads work on the query. Absent: one. */
  readonly threads?: number;
  /** Absent: what does not fit into memory is an error. */
  readonly spill?: Spill;
}

/**
 * Yields batches; undefined when nothing is left. Batches may be empty. A thread takes one morsel after the
 * other through the same transforms: after undefined they are pulled again, and must then pull their input
 * again (whose source by then stands at the next morsel) instead of remembering its end.
 */
export interface BatchSource {
  next(): Batch | undefined;
  /** What EXPLAIN ANALYZE shows of a filter beside its rows: by conjunct, added up. */
  passedRows?(): readonly ConjunctRows[];
  /** Frees its buffers. Called once, however the pipeline ends. */
  close(): void;
}

/** After so many batches that gave nothing a transform yields an empty one, so that the driver gets its turn. */
export const IDLE_BATCHES = 16;

/** Takes a pipeline's batches on one thread. */
export interface Sink<State> {
  consume(batch: Batch): void;
  /** True when no further row can change the result: the pipeline ends early. */
  readonly isSatisfied: boolean;
  /**
   * Of a sink that keeps the first rows of an order: the first key of the last one kept (top-bound.ts). Rows whose key comes
   * behind it change nothing. Absent: any row may.
   */
  keyBound?(): bigint | undefined;
  /** This thread's share of the state, as plain data; the sink is not used any more. */
  finish(): State;
  /** Frees its buffers without leaving state. Called instead of finish when the query failed. */
  abort(): void;
}

/** A sink that may have no room for all rows of a batch at one time: it takes the first ones, so that room can be made. */
export interface PartedSink<State> extends Sink<State> {
  /** Takes rows from the front, all if it can, at least one if there is one. Returns how many. */
  consumeFirst(batch: Batch): number;
}

/** A share of a finished state that one source reads. */
export interface StateMorsel {
  readonly start: number;
  readonly end: number;
  /** Of a state in partitions: which. One on disk is read as a whole. */
  readonly partition?: number;
}

/** A transform that keeps rows for later: what it leaves is asked for before it is closed, when all its input was read. */
export interface LeavingSource extends BatchSource {
  leave(): unknown;
}

export function isLeaving(source: BatchSource): source is LeavingSource {
  return "leave" in source;
}

/**
 * An operator that must see all its input before its first output: `sink` on each thread, `combine` once over
 * what the threads left (a generator that yields between slices of a few milliseconds), then `source` for each of `morsels`.
 */
export interface Breaker<Spec, State> {
  sink(spec: Spec, context: TaskContext): Sink<State>;
  combine(spec: Spec, context: TaskContext, parts: readonly State[]): Generator<void, State>;
  morsels(spec: Spec, state: State): readonly StateMorsel[];
  source(spec: Spec, context: TaskContext, state: State, morsel: StateMorsel): BatchSource;
}
