// The control plane's requests and answers for workers: polls, reports, where results are; and heartbeats.
import { create } from "@bufbuild/protobuf";
import { StageId } from "@ffq/core/physical";
import {
  GetTaskRequestSchema,
  GetTaskResponseSchema,
  RegisterQueryResultsRequestSchema,
  RegisterQueryResultsResponseSchema,
  ReportTaskStatusRequestSchema,
  ReportTaskStatusResponseSchema,
  StagePlanSchema,
  TaskAssignmentSchema,
} from "../gen/ffq/control/v1/control_plane_pb.ts";
import {
  HeartbeatRequestSchema,
  HeartbeatResponseSchema,
  RegistrationSchema,
} from "../gen/ffq/control/v1/heartbeat_pb.ts";
import { HeldResultsSchema } from "../gen/ffq/control/v1/task_pb.ts";
import { type Codec, present, readCount, writeCount } from "./codec.ts";
import type {
  GetTaskRequest,
  GetTaskResponse,
  HeartbeatRequest,
  HeartbeatResponse,
  RegisteredResponse,
  RegisterQueryResultsRequest,
  Registration,
  ReportTaskStatusRequest,
  ReportTaskStatusResponse,
  StagePlan,
  TaskAssignment,
} from "./messages.ts";
import { bytesOf, settingsCodec } from "./query.ts";
import type { EncodedStage } from "./stage.ts";
import {
  heldOutputCodec,
  readQueryId,
  readTask,
  readWorkerId,
  reportCodec,
  taskCodec,
  taskInputCodec,
} from "./task.ts";

export const getTaskRequestCodec: Codec<GetTaskRequest, typeof GetTaskRequestSchema> = {
  schema: GetTaskRequestSchema,
  toMessage: ({ worker, freeSlots, waitMs, poll }) =>
    create(GetTaskRequestSchema, { workerId: worker, freeSlots, waitMs, poll: writeCount(poll, "a poll") }),
  fromMessage: ({ workerId, freeSlots, waitMs, poll }) => ({
    worker: readWorkerId(workerId),
    freeSlots,
    waitMs,
    poll: readCount(poll, "a poll"),
  }),
};

const assignmentCodec: Codec<TaskAssignment, typeof TaskAssignmentSchema> = {
  schema: TaskAssignmentSchema,
  toMessage: ({ task, settings, isResult, inputs }) =>
    create(TaskAssignmentSchema, {
      task: taskCodec.toMessage(task),
      settings: settingsCodec.toMessage(settings),
      isResult,
      inputs: inputs.map((input) => taskInputCodec.toMessage(input)),
    }),
  fromMessage: ({ task, settings, isResult, inputs }) => ({
    task: readTask(task),
    settings: settingsCodec.fromMessage(present(settings, "a task's settings")),
    isResult,
    inputs: inputs.map((input) => taskInputCodec.fromMessage(input)),
  }),
};

const stagePlanCodec: Codec<StagePlan, typeof StagePlanSchema> = {
  schema: StagePlanSchema,
  toMessage: ({ query, stage, planVersion, plan }) =>
    create(StagePlanSchema, { queryId: query, stage, planVersion, plan: bytesOf(plan) }),
  fromMessage: ({ queryId, stage, planVersion, plan }) => ({
    query: readQueryId(queryId),
    stage: StageId(stage),
    planVersion,
    plan: plan as EncodedStage,
  }),
};

export const getTaskResponseCodec: Codec<GetTaskResponse, typeof GetTaskResponseSchema> = {
  schema: GetTaskResponseSchema,
  toMessage: ({ known, tasks, stages, cancel, releasedQueries }) =>
    create(GetTaskResponseSchema, {
      known,
      tasks: tasks.map((task) => assignmentCodec.toMessage(task)),
      stages: stages.map((stage) => stagePlanCodec.toMessage(stage)),
      cancel: cancel.map((task) => taskCodec.toMessage(task)),
      releasedQueries: [...releasedQueries],
    }),
  fromMessage: ({ known, tasks, stages, cancel, releasedQueries }) => ({
    known,
    tasks: tasks.map((task) => assignmentCodec.fromMessage(task)),
    stages: stages.map((stage) => stagePlanCodec.fromMessage(stage)),
    cancel: cancel.map((task) => taskCodec.fromMessage(task)),
    releasedQueries: releasedQueries.map(readQueryId),
  }),
};

export const reportTaskStatusRequestCodec: Codec<ReportTaskStatusRequest, typeof ReportTaskStatusRequestSchema> = {
  schema: ReportTaskStatusRequestSchema,
  toMessage: ({ worker, reports, freeSlots }) =>
    create(ReportTaskStatusRequestSchema, {
      workerId: worker,
      reports: reports.map((report) => reportCodec.toMessage(report)),
      freeSlots,
    }),
  fromMessage: ({ workerId, reports, freeSlots }) => ({
    worker: readWorkerId(workerId),
    reports: reports.map((report) => reportCodec.fromMessage(report)),
    freeSlots,
  }),
};

export const reportTaskStatusResponseCodec: Codec<ReportTaskStatusResponse, typeof ReportTaskStatusResponseSchema> = {
  schema: ReportTaskStatusResponseSchema,
  toMessage: ({ known, stale, poll }) =>
    create(ReportTaskStatusResponseSchema, {
      known,
      stale: stale.map((task) => taskCodec.toMessage(task)),
      poll: writeCount(poll, "a poll"),
    }),
  fromMessage: ({ known, stale, poll }) => ({
    known,
    stale: stale.map((task) => taskCodec.fromMessage(task)),
    poll: readCount(poll, "a poll"),
  }),
};

export const registerQueryResultsRequestCodec: Codec<
  RegisterQueryResultsRequest,
  typeof RegisterQueryResultsRequestSchema
> = {
  schema: RegisterQueryResultsRequestSchema,
  toMessage: ({ worker, task, endpoint }) =>
    create(RegisterQueryResultsRequestSchema, { workerId: worker, task: taskCodec.toMessage(task), endpoint }),
  fromMessage: ({ workerId, task, endpoint }) => ({
    worker: readWorkerId(workerId),
    task: readTask(task),
    endpoint,
  }),
};

export const registerQueryResultsResponseCodec: Codec<RegisteredResponse, typeof RegisterQueryResultsResponseSchema> = {
  schema: RegisterQueryResultsResponseSchema,
  toMessage: ({ accepted }) => create(RegisterQueryResultsResponseSchema, { accepted }),
  fromMessage: ({ accepted }) => ({ accepted }),
};

const registrationCodec: Codec<Registration, typeof RegistrationSchema> = {
  schema: RegistrationSchema,
  toMessage: ({ outputs, results }) =>
    create(RegistrationSchema, {
      outputs: outputs.map((output) => heldOutputCodec.toMessage(output)),
      results: results.map((task) => create(HeldResultsSchema, { task: taskCodec.toMessage(task) })),
    }),
  fromMessage: ({ outputs, results }) => ({
    outputs: outputs.map((output) => heldOutputCodec.fromMessage(output)),
    results: results.map(({ task }) => readTask(task)),
  }),
};

export const heartbeatRequestCodec: Codec<HeartbeatRequest, typeof HeartbeatRequestSchema> = {
  schema: HeartbeatRequestSchema,
  toMessage: ({ worker, atMs, runningTasks, slots, endpoint, capabilities, draining, leaving, registration }) =>
    create(HeartbeatRequestSchema, {
      workerId: worker,
      atMs: writeCount(atMs, "a time"),
      runningTasks: runningTasks.map((task) => taskCodec.toMessage(task)),
      slots,
      endpoint,
      customOperatorCapabilities: [...capabilities],
      draining,
      leaving,
      ...(registration === undefined ? {} : { registration: registrationCodec.toMessage(registration) }),
    }),
  fromMessage: (message) => {
    const { workerId, atMs, runningTasks, slots, endpoint, customOperatorCapabilities } = message;
    const { draining, leaving, registration } = message;
    return {
      worker: readWorkerId(workerId),
      atMs: readCount(atMs, "a time"),
      runningTasks: runningTasks.map((task) => taskCodec.fromMessage(task)),
      slots,
      endpoint,
      capabilities: customOperatorCapabilities,
      draining,
      leaving,
      ...(registration === undefined ? {} : { registration: registrationCodec.fromMessage(registration) }),
    };
  },
};

export const heartbeatResponseCodec: Codec<HeartbeatResponse, typeof HeartbeatResponseSchema> = {
  schema: HeartbeatResponseSchema,
  toMessage: ({ known, coordinator, heartbeatIntervalMs, livenessTimeoutMs, cancel, releasedQueries, drop }) =>
    create(HeartbeatResponseSchema, {
      known,
      coordinatorId: coordinator,
      heartbeatIntervalMs,
      livenessTimeoutMs,
      cancel: cancel.map((task) => taskCodec.toMessage(task)),
      releasedQueries: [...releasedQueries],
      drop: drop.map((task) => taskCodec.toMessage(task)),
    }),
  fromMessage: ({ known, coordinatorId, heartbeatIntervalMs, livenessTimeoutMs, cancel, releasedQueries, drop }) => ({
    known,
    coordinator: coordinatorId,
    heartbeatIntervalMs,
    livenessTimeoutMs,
    cancel: cancel.map((task) => taskCodec.fromMessage(task)),
    releasedQueries: releasedQueries.map(readQueryId),
    drop: drop.map((task) => taskCodec.fromMessage(task)),
  }),
};
