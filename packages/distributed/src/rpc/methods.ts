// Every call of the cluster: one row each.
import { BlobService as Blobs } from "../gen/ffq/control/v1/blob_pb.ts";
import { ControlPlane as Control } from "../gen/ffq/control/v1/control_plane_pb.ts";
import { HeartbeatService as Heartbeats } from "../gen/ffq/control/v1/heartbeat_pb.ts";
import { ShuffleService as Shuffle } from "../gen/ffq/shuffle/v1/shuffle_pb.ts";
import * as control from "../wire/control.ts";
import * as worker from "../wire/control-worker.ts";
import * as data from "../wire/data-plane.ts";
import type { MethodsOf } from "./method.ts";
import type { BlobService, ControlPlane, HeartbeatService, ShuffleService } from "./services.ts";

const CALL_MS = 10_000;
/** A poll's caller adds the time it asks to wait. */
const POLL_MS = 40_000;
const SILENCE_MS = 30_000;

const call = { kind: "unary", timeoutMs: CALL_MS, waits: false } as const;
const poll = { kind: "unary", timeoutMs: POLL_MS, waits: true } as const;
const watch = { kind: "stream", timeoutMs: SILENCE_MS, waits: true } as const;
const bytes = { kind: "stream", timeoutMs: SILENCE_MS, waits: false } as const;

export const controlPlaneMethods: MethodsOf<ControlPlane> = {
  submitQuery: {
    ...call,
    desc: Control.method.submitQuery,
    request: control.submitQueryRequestCodec,
    response: control.submitQueryResponseCodec,
  },
  getQueryStatus: {
    ...call,
    desc: Control.method.getQueryStatus,
    request: control.getQueryStatusRequestCodec,
    response: control.getQueryStatusResponseCodec,
  },
  watchQuery: {
    ...watch,
    desc: Control.method.watchQuery,
    request: control.watchQueryRequestCodec,
    response: control.watchQueryResponseCodec,
  },
  cancelQuery: {
    ...call,
    desc: Control.method.cancelQuery,
    request: control.cancelQueryRequestCodec,
    response: control.cancelQueryResponseCodec,
  },
  fetchQueryResults: {
    ...watch,
    desc: Control.method.fetchQueryResults,
    request: control.fetchQueryResultsRequestCodec,
    response: control.fetchQueryResultsResponseCodec,
  },
  acknowledgeQueryResults: {
    ...call,
    desc: Control.method.acknowledgeQueryResults,
    request: control.acknowledgeQueryResultsRequestCodec,
    response: control.acknowledgeQueryResultsResponseCodec,
  },
  reportResultsUnreachable: {
    ...call,
    desc: Control.method.reportResultsUnreachable,
    request: control.reportResultsUnreachableRequestCodec,
    response: control.reportResultsUnreachableResponseCodec,
  },
  getTask: {
    ...poll,
    desc: Control.method.getTask,
    request: worker.getTaskRequestCodec,
    response: worker.getTaskResponseCodec,
  },
  reportTaskStatus: {
    ...call,
    desc: Control.method.reportTaskStatus,
    request: worker.reportTaskStatusRequestCodec,
    response: worker.reportTaskStatusResponseCodec,
  },
  registerQueryResults: {
    ...call,
    desc: Control.method.registerQueryResults,
    request: worker.registerQueryResultsRequestCodec,
    response: worker.registerQueryResultsResponseCodec,
  },
};

export const heartbeatMethods: MethodsOf<HeartbeatService> = {
  heartbeat: {
    ...call,
    desc: Heartbeats.method.heartbeat,
    request: worker.heartbeatRequestCodec,
    response: worker.heartbeatResponseCodec,
  },
};

export const blobMethods: MethodsOf<BlobService> = {
  putBlob: {
    ...call,
    desc: Blobs.method.putBlob,
    request: data.putBlobRequestCodec,
    response: data.putBlobResponseCodec,
  },
  getBlob: {
    ...bytes,
    desc: Blobs.method.getBlob,
    request: data.getBlobRequestCodec,
    response: data.getBlobResponseCodec,
  },
};

export const shuffleMethods: MethodsOf<ShuffleService> = {
  registerMapOutput: {
    ...call,
    desc: Shuffle.method.registerMapOutput,
    request: data.registerMapOutputRequestCodec,
    response: data.registerMapOutputResponseCodec,
  },
  getMapOutputs: {
    ...call,
    desc: Shuffle.method.getMapOutputs,
    request: data.getMapOutputsRequestCodec,
    response: data.getMapOutputsResponseCodec,
  },
};
