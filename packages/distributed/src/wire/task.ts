// Names of tasks and what is said about them.
import { create } from "@bufbuild/protobuf";
import { ClusterQueryId, StageId, type TaskAttempt, unreachable, WorkerId } from "@ffq/core/physical";
import {
  FetchFailureSchema,
  HeldOutputSchema,
  OutputPlaceSchema,
  TaskAttemptSchema,
  TaskCanceledSchema,
  TaskFailedSchema,
  TaskInputSchema,
  TaskMetricsSchema,
  TaskReportSchema,
  TaskRunningSchema,
  TaskSucceededSchema,
  type FetchFailure as WireFetchFailure,
  type TaskReport as WireReport,
  type TaskAttempt as WireTask,
} from "../gen/ffq/control/v1/task_pb.ts";
import { type Codec, present, readCount, unreadable, writeCount } from "./codec.ts";
import { errorCodec } from "./error.ts";
import type {
  FetchFailure,
  HeldOutput,
  MapOutput,
  TaskInput,
  TaskMetrics,
  TaskOutcome,
  TaskReport,
} from "./messages.ts";

export const taskCodec: Codec<TaskAttempt, typeof TaskAttemptSchema> = {
  schema: TaskAttemptSchema,
  toMessage: ({ query, stage, partition, attempt }) =>
    create(TaskAttemptSchema, { queryId: query, stage, partition, attempt }),
  fromMessage: ({ queryId, stage, partition, attempt }) => ({
    query: readQueryId(queryId),
    stage: StageId(stage),
    partition,
    attempt,
  }),
};

/** Ids go into paths and logs: letters, digits, dots, dashes and underscores, and no path of its own. */
const ID = /^(?!\.{1,2}$)[\w.-]{1,200}$/;

/** What queries and workers may be called; such a name is a name of a file as well. */
export function isId(text: string): boolean {
  return ID.test(text);
}

export function readQueryId(id: string): ClusterQueryId {
  if (!ID.test(id)) throw unreadable(`${JSON.stringify(id.slice(0, 200))} is no query id`);
  return ClusterQueryId(id);
}

export function readWorkerId(id: string): WorkerId {
  if (!ID.test(id)) throw unreadable(`${JSON.stringify(id.slice(0, 200))} is no worker id`);
  return WorkerId(id);
}

/** A task that every message of its type names. */
export function readTask(message: WireTask | undefined): TaskAttempt {
  return taskCodec.fromMessage(present(message, "a task"));
}

export const heldOutputCodec: Codec<HeldOutput, typeof HeldOutputSchema> = {
  schema: HeldOutputSchema,
  toMessage: ({ task, partitionBytes }) =>
    create(HeldOutputSchema, {
      task: taskCodec.toMessage(task),
      partitionBytes: partitionBytes.map((bytes) => writeCount(bytes, "a partition's bytes")),
    }),
  fromMessage: ({ task, partitionBytes }) => ({
    task: readTask(task),
    partitionBytes: partitionBytes.map((bytes) => readCount(bytes, "a partition's bytes")),
  }),
};

/** Fields that messages of either package say an output's place with. */
export interface WireOutputPlace {
  readonly task?: WireTask | undefined;
  readonly workerId: string;
  readonly endpoint: string;
  readonly bytes: bigint;
}

export function writeOutputPlace({ task, worker, endpoint, bytes }: MapOutput): WireOutputPlace {
  return {
    task: taskCodec.toMessage(task),
    workerId: worker,
    endpoint,
    bytes: writeCount(bytes, "a partition's bytes"),
  };
}

export function readOutputPlace({ task, workerId, endpoint, bytes }: WireOutputPlace): MapOutput {
  return {
    task: readTask(task),
    worker: readWorkerId(workerId),
    endpoint,
    bytes: readCount(bytes, "a partition's bytes"),
  };
}

export const taskInputCodec: Codec<TaskInput, typeof TaskInputSchema> = {
  schema: TaskInputSchema,
  toMessage: ({ stage, outputs }) =>
    create(TaskInputSchema, {
      stage,
      outputs: outputs.map((output) => create(OutputPlaceSchema, writeOutputPlace(output))),
    }),
  fromMessage: ({ stage, outputs }) => ({
    stage: StageId(stage),
    outputs: outputs.map(readOutputPlace),
  }),
};

const metricsCodec: Codec<TaskMetrics, typeof TaskMetricsSchema> = {
  schema: TaskMetricsSchema,
  toMessage: ({ rowsOut, bytesOut, bytesIn, elapsedMs, peakMemory }) =>
    create(TaskMetricsSchema, {
      rowsOut: writeCount(rowsOut, "rows"),
      bytesOut: writeCount(bytesOut, "bytes"),
      bytesIn: writeCount(bytesIn, "bytes"),
      elapsedMs,
      peakMemory: writeCount(peakMemory, "memory"),
    }),
  fromMessage: ({ rowsOut, bytesOut, bytesIn, elapsedMs, peakMemory }) => ({
    rowsOut: readCount(rowsOut, "rows"),
    bytesOut: readCount(bytesOut, "bytes"),
    bytesIn: readCount(bytesIn, "bytes"),
    elapsedMs,
    peakMemory: readCount(peakMemory, "memory"),
  }),
};

export const reportCodec: Codec<TaskReport, typeof TaskReportSchema> = {
  schema: TaskReportSchema,
  toMessage: ({ task, outcome }) =>
    create(TaskReportSchema, { task: taskCodec.toMessage(task), state: writeOutcome(outcome) }),
  fromMessage: ({ task, state }) => ({ task: readTask(task), outcome: readOutcome(state) }),
};

function writeOutcome(outcome: TaskOutcome): WireReport["state"] {
  switch (outcome.kind) {
    case "running":
      return { case: "running", value: create(TaskRunningSchema) };
    case "succeeded": {
      const metrics = metricsCodec.toMessage(outcome.metrics);
      const partitionBytes = (outcome.partitionBytes ?? []).map((bytes) => writeCount(bytes, "a partition's bytes"));
      return { case: "succeeded", value: create(TaskSucceededSchema, { metrics, partitionBytes }) };
    }
    case "failed": {
      const fetch = outcome.fetch === undefined ? {} : { fetch: writeFetchFailure(outcome.fetch) };
      const error = errorCodec.toMessage(outcome.error);
      return { case: "failed", value: create(TaskFailedSchema, { error, ...fetch }) };
    }
    case "canceled":
      return { case: "canceled", value: create(TaskCanceledSchema) };
    default:
      return unreachable(outcome);
  }
}

function readOutcome(state: WireReport["state"]): TaskOutcome {
  switch (state.case) {
    case "running":
    case "canceled":
      return { kind: state.case };
    case "succeeded": {
      const metrics = metricsCodec.fromMessage(present(state.value.metrics, "a task's metrics"));
      const partitionBytes = state.value.partitionBytes.map((bytes) => readCount(bytes, "a partition's bytes"));
      return { kind: "succeeded", metrics, ...(partitionBytes.length === 0 ? {} : { partitionBytes }) };
    }
    case "failed": {
      const { error, fetch } = state.value;
      const failure = fetch === undefined ? {} : { fetch: readFetchFailure(fetch) };
      return { kind: "failed", error: errorCodec.fromMessage(present(error, "a task's error")), ...failure };
    }
    default:
      throw unreadable("a task's state is of no known kind");
  }
}

function writeFetchFailure({ producer, worker }: FetchFailure): WireFetchFailure {
  return create(FetchFailureSchema, { producer: taskCodec.toMessage(producer), workerId: worker });
}

function readFetchFailure({ producer, workerId }: WireFetchFailure): FetchFailure {
  return { producer: readTask(producer), worker: readWorkerId(workerId) };
}
