// What the caller's thread and the threads that execute say to each other: plain data, so that the same code runs
// inline and over a message port. A task is one share of work on one thread: a pipeline's (it is opened, given
// morsels, and finished or aborted), a combine, steps of a plan (nothing more is given), or a row group's (given rows). Each task ends with exactly one of finished, failed, aborted.
import type { Pointer } from "../arena/arena.ts";
import type { Morsel } from "../catalog/table-provider.ts";
import type { ArenaBatch } from "../column/arena-batch.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { ErrorData } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import type { RowGroupWork } from "../format/parquet/write-row-group.ts";
import type { Share } from "../kernel/hash-join-shares.ts";
import type { CombinedSink, SourceMorsel } from "../operator/create.ts";
import type { Output } from "../operator/output.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { RecursionRound, SeenRows } from "../operator/recursive.ts";
import type { SpooledRows } from "../operator/spool.ts";
import type { SpillData } from "../spill/spill.ts";
import type { Measure } from "./meter.ts";
import type { Step } from "./pipeline.ts";
import type { SharedMorsels } from "./shared-morsels.ts";

/** What the tasks of one query share. */
export interface QueryData {
  /** The number of the arena that all addresses are of. */
  readonly memory: number;
  /** Of its region and its stop flag. */
  readonly region: Pointer;
  /** Of the region of what streams through it: bytes that are read, and their decoding. */
  readonly streaming: Pointer;
  readonly stopFlag: Pointer;
  readonly batchRows: number;
  /** How many threads there are. */
  readonly threads: number;
  /** Absent: operators may not spill. */
  readonly spill?: SpillData;
}

export interface PipelineWork {
  readonly kind: "pipeline";
  readonly source: SourceSpec;
  readonly transforms: readonly TransformSpec[];
  readonly sink: SinkSpec;
  /** Those that the source and the transforms name. */
  readonly states: ReadonlyMap<StateId, unknown>;
  /** How many outputs may be under way before the first is given back. */
  readonly credit: number;
  /** The first ones. */
  readonly morsels: readonly NumberedMorsel[];
  readonly list?: GivenList;
}

/** Morsels that a task shares with the pipeline's others, behind those that it has. */
export interface GivenList {
  readonly list: SharedMorsels;
  /** No further ones come: as the command `finish`. */
  readonly finish?: { readonly combine: boolean };
}

export interface CombineWork {
  readonly kind: "combine";
  readonly sink: CombinedSink;
  readonly parts: readonly unknown[];
  /** Of a recursion's UNION: the rows before this round. */
  readonly seen: SeenRows | undefined;
}

/** A state, and the sink whose kind says what it is and how it is freed. */
export interface KeptState {
  readonly sink: SinkSpec;
  readonly state: unknown;
}

/** Steps that one thread runs by itself, one after the other: no message goes out between their pipelines. */
export interface StepsWork {
  readonly kind: "steps";
  /** Their nodes are numbers. A scan's table names its morsels by a number (sent-steps.ts). */
  readonly steps: readonly Step<number>[];
  readonly scans: readonly (readonly Morsel[])[];
  /** By step: the states that it reads for the last time. */
  readonly reads: readonly (readonly StateId[])[];
  /** Of earlier steps. */
  readonly kept: ReadonlyMap<StateId, KeptState>;
}

/** What a thread says of steps when it is through: the state of its task's end. */
export interface StepsEnd {
  /** The first so many steps were run: the next one has work for several threads. */
  readonly done: number;
  readonly kept: ReadonlyMap<StateId, KeptState>;
  readonly measures: readonly (readonly [number, Measure])[];
}

/** One thread's shares of a combine in phases (operator/phased-combine.ts), with the first of them. */
export interface ShareWork {
  readonly kind: "share";
  readonly sink: CombinedSink;
  readonly share: Share;
  readonly phase: unknown;
  readonly isLast: boolean;
}

/** Rounds of a recursion whose loop is one pipeline, as long as they have few rows. */
export interface RoundsWork {
  readonly kind: "rounds";
  readonly source: Extract<SourceSpec, { readonly kind: "working" }>;
  readonly transforms: readonly TransformSpec[];
  readonly sink: Extract<SinkSpec, { readonly kind: "recursion" }>;
  readonly states: ReadonlyMap<StateId, unknown>;
  /** The one before. */
  readonly round: RecursionRound;
  /** They end after so many rounds, and when they have added so many rows. */
  readonly mostRounds: number;
  readonly mostRows: number;
}

/** What they come to: the state of their task's end. */
export interface RoundsEnd {
  /** The last one. */
  readonly round: RecursionRound;
  /** By all of them. */
  readonly added: readonly SpooledRows[];
  readonly rounds: number;
}

/** What transforms keep for later, by the state that they read. */
export type LeftRows = readonly (readonly [StateId, unknown])[];

export type Work = PipelineWork | CombineWork | RoundsWork | ShareWork | StepsWork;

/** Rows that are sent one batch after the other become bytes of a file. */
export interface EncodeWork {
  readonly kind: "encode";
  readonly rowGroup: RowGroupWork;
}

/** A morsel, and its number among those of its step in the order of the rows. */
export interface NumberedMorsel {
  readonly number: number;
  readonly morsel: SourceMorsel;
  /** What it and the task's next ones have in common, as long as none brings another (Morsel.common). */
  readonly common?: unknown;
}

export type Command =
  | { readonly kind: "open"; readonly task: number; readonly query: QueryData; readonly work: Work }
  | { readonly kind: "encode"; readonly task: number; readonly work: EncodeWork }
  | {
      readonly kind: "morsels";
      readonly task: number;
      /** In the order in which the task does them. */
      readonly morsels: readonly NumberedMorsel[];
    }
  | { readonly kind: "list"; readonly task: number; readonly given: GivenList }
  /** Rows to encode: their buffers are the task's. */
  | { readonly kind: "rows"; readonly task: number; readonly batch: ResultBatch }
  /** Rows to encode where they lie: answered by "copied". */
  | { readonly kind: "arena-rows"; readonly task: number; readonly batch: ArenaBatch }
  /** An output was used up. */
  | { readonly kind: "credit"; readonly task: number }
  /** No further morsels or rows come. `combine`: what the sink leaves is all there is, and the task combines it as well. */
  | { readonly kind: "finish"; readonly task: number; readonly combine: boolean }
  /** All shares of the phase before are done. `isLast`: the task ends with this one. */
  | { readonly kind: "phase"; readonly task: number; readonly phase: unknown; readonly isLast: boolean }
  | { readonly kind: "abort"; readonly task: number };

/** `task` in its course, then its end. */
export type Report =
  | { readonly kind: "output"; readonly task: number; readonly morsel: number; readonly output: Output }
  | {
      readonly kind: "morsels-done";
      readonly task: number;
      readonly morsels: readonly number[];
      /** Sink.keyBound by now. */
      readonly keyBound?: bigint;
    }
  /** Of the morsels that it shares with others few are left. */
  | { readonly kind: "few-left"; readonly task: number }
  /** Further morsels would change nothing. */
  | { readonly kind: "satisfied"; readonly task: number }
  /** A share of a phase that is not the last one. */
  | { readonly kind: "phase-done"; readonly task: number; readonly done: unknown }
  /** The first of the arena's rows that were sent and not answered yet: the task will not look at them again. */
  | { readonly kind: "copied"; readonly task: number }
  /** A pipeline's share of its sink's state, the combined state, or what the share of a last phase came to; measures by node, the sink's last. Of steps: StepsEnd. */
  | {
      readonly kind: "finished";
      readonly task: number;
      readonly state: unknown;
      readonly measures: readonly Measure[];
      /** The task was the only one and went on to combine its part: what that took. The state is combined. */
      readonly combined?: readonly Measure[];
      /** Morsels that it has done and not reported. */
      readonly morsels?: readonly number[];
      readonly left?: LeftRows;
      /** Buffers of the state that go to whoever hears of it. */
      readonly moved?: readonly ArrayBuffer[];
    }
  | { readonly kind: "failed"; readonly task: number; readonly error: ErrorData }
  | { readonly kind: "aborted"; readonly task: number };
