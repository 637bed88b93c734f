// Queries: what a client submits and what it is told.
import { create } from "@bufbuild/protobuf";
import { StageId } from "@ffq/core/physical";
import {
  MissingCapabilitySchema,
  QuerySettingsSchema,
  QueryStatusSchema,
  StageStatusSchema,
  QueryState as State,
  SubmittedStageSchema,
  TableBlobSchema,
} from "../gen/ffq/control/v1/query_pb.ts";
import { type Codec, enumCodec, readCount, unreadable, writeCount } from "./codec.ts";
import { errorCodec } from "./error.ts";
import type {
  MissingCapability,
  QuerySettings,
  QueryState,
  QueryStatus,
  StageStatus,
  SubmittedStage,
  TableBlob,
} from "./messages.ts";
import type { EncodedStage } from "./stage.ts";
import { readQueryId } from "./task.ts";

const states = enumCodec<QueryState, State>("query state", {
  queued: State.QUEUED,
  running: State.RUNNING,
  succeeded: State.SUCCEEDED,
  failed: State.FAILED,
  canceled: State.CANCELED,
});

export const submittedStageCodec: Codec<SubmittedStage, typeof SubmittedStageSchema> = {
  schema: SubmittedStageSchema,
  toMessage: ({ id, partitions, inputs, outputPartitions, requiredCapabilities, repeatable, plan }) =>
    create(SubmittedStageSchema, {
      id,
      partitions,
      inputs: [...inputs],
      outputPartitions,
      requiredCapabilities: [...requiredCapabilities],
      repeatable,
      plan: bytesOf(plan),
    }),
  fromMessage: ({ id, partitions, inputs, outputPartitions, requiredCapabilities, repeatable, plan }) => ({
    id: StageId(id),
    partitions,
    inputs: inputs.map((input) => StageId(input)),
    outputPartitions,
    requiredCapabilities,
    repeatable,
    plan: plan as EncodedStage,
  }),
};

/** Messages hold bytes over memory of their own kind; what is shared is copied. */
export function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : Uint8Array.from(bytes);
}

const HASH = /^[0-9a-f]{64}$/;

/** A SHA-256 in hexadecimal digits; it names files. */
export function readHash(hash: string): string {
  if (!HASH.test(hash)) throw unreadable("a blob's hash is no SHA-256");
  return hash;
}

export const tableBlobCodec: Codec<TableBlob, typeof TableBlobSchema> = {
  schema: TableBlobSchema,
  toMessage: ({ hash, bytes }) => create(TableBlobSchema, { hash, bytes: writeCount(bytes, "a blob's bytes") }),
  fromMessage: ({ hash, bytes }) => ({ hash: readHash(hash), bytes: readCount(bytes, "a blob's bytes") }),
};

export const settingsCodec: Codec<QuerySettings, typeof QuerySettingsSchema> = {
  schema: QuerySettingsSchema,
  toMessage: ({ memoryLimit, batchRows, timeoutMs, capabilityTimeoutMs, spillLimit, spillThreshold }) =>
    create(QuerySettingsSchema, {
      memoryLimit: writeCount(memoryLimit, "memoryLimit"),
      batchRows,
      timeoutMs: writeCount(timeoutMs, "timeoutMs"),
      capabilityTimeoutMs: writeCount(capabilityTimeoutMs, "capabilityTimeoutMs"),
      spillLimit: writeCount(spillLimit, "spillLimit"),
      spillThreshold: writeCount(spillThreshold, "spillThreshold"),
    }),
  fromMessage: ({ memoryLimit, batchRows, timeoutMs, capabilityTimeoutMs, spillLimit, spillThreshold }) => ({
    memoryLimit: readCount(memoryLimit, "memoryLimit"),
    batchRows,
    timeoutMs: readCount(timeoutMs, "timeoutMs"),
    capabilityTimeoutMs: readCount(capabilityTimeoutMs, "capabilityTimeoutMs"),
    spillLimit: readCount(spillLimit, "spillLimit"),
    spillThreshold: readCount(spillThreshold, "spillThreshold"),
  }),
};

const stageStatusCodec: Codec<StageStatus, typeof StageStatusSchema> = {
  schema: StageStatusSchema,
  toMessage: (status) => create(StageStatusSchema, status),
  fromMessage: ({ stage, tasks, queued, running, succeeded, failedAttempts }) => ({
    stage: StageId(stage),
    tasks,
    queued,
    running,
    succeeded,
    failedAttempts,
  }),
};

const missingCodec: Codec<MissingCapability, typeof MissingCapabilitySchema> = {
  schema: MissingCapabilitySchema,
  toMessage: (missing) => create(MissingCapabilitySchema, missing),
  fromMessage: ({ name, waitingTasks }) => ({ name, waitingTasks }),
};

export const queryStatusCodec: Codec<QueryStatus, typeof QueryStatusSchema> = {
  schema: QueryStatusSchema,
  toMessage: ({ query, revision, state, error, stages, missingCapabilities, notice, queuePosition }) =>
    create(QueryStatusSchema, {
      queryId: query,
      revision: writeCount(revision, "a revision"),
      state: states.toWire(state),
      ...(error === undefined ? {} : { error: errorCodec.toMessage(error) }),
      stages: stages.map((stage) => stageStatusCodec.toMessage(stage)),
      missingCapabilities: missingCapabilities.map((missing) => missingCodec.toMessage(missing)),
      notice,
      ...(queuePosition === undefined ? {} : { queuePosition }),
    }),
  fromMessage: ({ queryId, revision, state, error, stages, missingCapabilities, notice, queuePosition }) => ({
    query: readQueryId(queryId),
    revision: readCount(revision, "a revision"),
    state: states.fromWire(state),
    ...(error === undefined ? {} : { error: errorCodec.fromMessage(error) }),
    stages: stages.map((stage) => stageStatusCodec.fromMessage(stage)),
    missingCapabilities: missingCapabilities.map((missing) => missingCodec.fromMessage(missing)),
    notice,
    ...(queuePosition === undefined ? {} : { queuePosition }),
  }),
};
