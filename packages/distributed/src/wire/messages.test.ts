// Every message of the cluster over the wire and back; and what a peer may not say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { ClusterQueryId, type ErrorData, FfqError, StageId } from "@ffq/core/physical";
import { ErrorInfoSchema, ErrorLinkSchema } from "../gen/ffq/control/v1/error_pb.ts";
import { type Codec, decode, encode } from "./codec.ts";
import * as control from "./control.ts";
import * as worker from "./control-worker.ts";
import * as data from "./data-plane.ts";
import { errorCodec } from "./error.ts";
import type { SubmitQueryRequest, SubmittedStage } from "./messages.ts";
import { PLAN_VERSION } from "./plan-version.ts";
import { RandomMessages } from "./random-message.fixture.ts";
import { taskCodec } from "./task.ts";

interface Row {
  readonly name: string;
  readonly comesBack: (messages: RandomMessages) => void;
}

function row<Plain>(name: string, codec: Codec<Plain>, make: (messages: RandomMessages) => Plain): Row {
  const comesBack = (messages: RandomMessages): void => {
    const value = make(messages);
    assert.deepStrictEqual(decode(codec, encode(codec, value)), value);
  };
  return { name, comesBack };
}

const rows: readonly Row[] = [
  row("SubmitQueryRequest", control.submitQueryRequestCodec, (m) => ({
    query: m.query(),
    planVersion: PLAN_VERSION,
    stages: m.stages(),
    settings: m.settings(),
    blobs: m.random.list(2, () => ({ hash: m.hash(), bytes: m.count() })),
  })),
  row("SubmitQueryResponse", control.submitQueryResponseCodec, (m) => ({
    ...(m.random.chance(0.5) ? { status: m.status() } : {}),
    missingBlobs: m.random.list(2, () => m.hash()),
  })),
  row("GetQueryStatusRequest", control.getQueryStatusRequestCodec, (m) => ({ query: m.query() })),
  row("GetQueryStatusResponse", control.getQueryStatusResponseCodec, (m) => ({ status: m.status() })),
  row("WatchQueryRequest", control.watchQueryRequestCodec, (m) => ({ query: m.query(), afterRevision: m.count() })),
  row("WatchQueryResponse", control.watchQueryResponseCodec, (m) => ({ status: m.status() })),
  row("CancelQueryRequest", control.cancelQueryRequestCodec, (m) => ({ query: m.query(), reason: "user" })),
  row("CancelQueryResponse", control.cancelQueryResponseCodec, (m) => ({ status: m.status() })),
  row("AcknowledgeQueryResultsRequest", control.acknowledgeQueryResultsRequestCodec, (m) => ({ task: m.task() })),
  row("ReportResultsUnreachableRequest", control.reportResultsUnreachableRequestCodec, (m) => ({ task: m.task() })),
  row("ReportResultsUnreachableResponse", control.reportResultsUnreachableResponseCodec, (m) => ({
    status: m.status(),
  })),
  row("AcknowledgeQueryResultsResponse", control.acknowledgeQueryResultsResponseCodec, (m) => ({ status: m.status() })),
  row("FetchQueryResultsRequest", control.fetchQueryResultsRequestCodec, (m) => ({ query: m.query() })),
  row("FetchQueryResultsResponse", control.fetchQueryResultsResponseCodec, (m) => m.fetched()),
  row("GetTaskRequest", worker.getTaskRequestCodec, (m) => ({
    worker: m.worker(),
    freeSlots: m.small(),
    waitMs: m.small(),
    poll: m.count(),
  })),
  row("GetTaskResponse", worker.getTaskResponseCodec, (m) => m.assignments()),
  row("ReportTaskStatusRequest", worker.reportTaskStatusRequestCodec, (m) => ({
    worker: m.worker(),
    reports: m.random.list(4, () => m.report()),
    freeSlots: m.small(),
  })),
  row("ReportTaskStatusResponse", worker.reportTaskStatusResponseCodec, (m) => ({
    known: true,
    stale: m.tasks(),
    poll: m.count(),
  })),
  row("RegisterQueryResultsRequest", worker.registerQueryResultsRequestCodec, (m) => ({
    worker: m.worker(),
    task: m.task(),
    endpoint: "http://w:1",
  })),
  row("RegisterQueryResultsResponse", worker.registerQueryResultsResponseCodec, (m) => ({
    accepted: m.random.chance(0.5),
  })),
  row("HeartbeatRequest", worker.heartbeatRequestCodec, (m) => m.heartbeat()),
  row("HeartbeatResponse", worker.heartbeatResponseCodec, (m) => ({
    known: m.random.chance(0.5),
    coordinator: "c-1",
    heartbeatIntervalMs: m.small(),
    livenessTimeoutMs: m.small(),
    cancel: m.tasks(),
    releasedQueries: m.random.list(2, () => m.query()),
    drop: m.tasks(),
  })),
  row("PutBlobRequest", data.putBlobRequestCodec, (m) => ({
    hash: m.hash(),
    bytes: m.count(),
    offset: m.count(),
    chunk: m.bytes(),
  })),
  row("PutBlobResponse", data.putBlobResponseCodec, (m) => ({ received: m.count() })),
  row("GetBlobRequest", data.getBlobRequestCodec, (m) => ({ hash: m.hash(), offset: m.count() })),
  row("GetBlobResponse", data.getBlobResponseCodec, (m) => ({ bytes: m.count(), offset: m.count(), chunk: m.bytes() })),
  row("RegisterMapOutputRequest", data.registerMapOutputRequestCodec, (m) => ({
    worker: m.worker(),
    outputs: [m.held(), ...m.random.list(3, () => m.held())],
    endpoint: "http://w:1",
  })),
  row("RegisterMapOutputResponse", data.registerMapOutputResponseCodec, (m) => ({
    accepted: [true, ...m.random.list(3, () => m.random.chance(0.5))],
  })),
  row("GetMapOutputsRequest", data.getMapOutputsRequestCodec, (m) => ({
    query: m.query(),
    stage: StageId(m.small()),
    partition: m.small(),
  })),
  row("GetMapOutputsResponse", data.getMapOutputsResponseCodec, (m) => ({
    complete: m.random.chance(0.5),
    outputs: m.outputs(),
  })),
  row("ErrorInfo", errorCodec, (m) => m.error(5)),
];

for (const { name, comesBack } of rows) {
  test(`${name} comes back as it was`, () => {
    for (let seed = 0; seed < 100; seed++) comesBack(new RandomMessages(seed));
  });
}

const isRefusal =
  (message: RegExp) =>
  (error: FfqError): boolean =>
    error.code === "UNSUPPORTED" && message.test(error.message);

const good: SubmitQueryRequest = {
  query: ClusterQueryId("q"),
  planVersion: PLAN_VERSION,
  stages: new RandomMessages(1).stages(),
  settings: new RandomMessages(1).settings(),
  blobs: [],
};

const stage = (id: number, inputs: readonly number[], partitions = 1, outputPartitions = 1): SubmittedStage => ({
  ...(good.stages[0] as SubmittedStage),
  id: StageId(id),
  inputs: inputs.map((input) => StageId(input)),
  partitions,
  outputPartitions,
});

const badQueries: readonly {
  readonly name: string;
  readonly change: Partial<SubmitQueryRequest>;
  readonly message: RegExp;
}[] = [
  { name: "another version", change: { planVersion: PLAN_VERSION + 1 }, message: /^the plan has version/ },
  { name: "no stages", change: { stages: [] }, message: /a query of 0 stages$/ },
  { name: "an id twice", change: { stages: [stage(1, []), stage(1, [])] }, message: /two stages have the id 1$/ },
  { name: "itself as input", change: { stages: [stage(1, [1])] }, message: /which does not stand before it$/ },
  { name: "a later input", change: { stages: [stage(1, [2]), stage(2, [])] }, message: /stage 1 reads stage 2/ },
  { name: "an input twice", change: { stages: [stage(1, []), stage(2, [1, 1])] }, message: /names an input twice$/ },
  { name: "no tasks", change: { stages: [stage(1, [], 0), stage(2, [1])] }, message: /no possible partitions$/ },
  {
    name: "too many tasks",
    change: { stages: [stage(1, [], 65537), stage(2, [1])] },
    message: /no possible partitions$/,
  },
  { name: "no outputs", change: { stages: [stage(1, [], 1, 0), stage(2, [1])] }, message: /no possible partitions$/ },
  { name: "two result tasks", change: { stages: [stage(1, [], 2)] }, message: /the last stage is more than one task$/ },
  { name: "an empty id", change: { query: ClusterQueryId("") }, message: /"" is no query id$/ },
  { name: "an id that is a path", change: { query: ClusterQueryId("../../etc") }, message: /is no query id$/ },
  { name: "an id that is a folder", change: { query: ClusterQueryId("..") }, message: /is no query id$/ },
  { name: "a hash that is a path", change: { blobs: [{ hash: "../x", bytes: 1 }] }, message: /hash is no SHA-256$/ },
];

for (const { name, change, message } of badQueries) {
  test(`a query with ${name} is refused`, () => {
    const bytes = encode(control.submitQueryRequestCodec, { ...good, ...change });
    assert.throws(() => decode(control.submitQueryRequestCodec, bytes), isRefusal(message));
  });
}

test("counts that are no counts are refused where they are sent", () => {
  for (const received of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => encode(data.putBlobResponseCodec, { received }), /must be a whole number from 0/);
  }
  assert.throws(() => encode(taskCodec, { query: good.query, stage: StageId(-1), partition: 0, attempt: 0 }));
});

test("an error keeps its code, detail and causes as an FfqError", () => {
  const cause = new FfqError("IO", "disk", { context: { file: "x" } }, new Error("EIO"));
  const error = new FfqError(
    "DATA",
    "bad row",
    { sqlstate: "22P02", span: { start: 1, end: 4 }, hint: "Look." },
    cause,
  );
  const back = FfqError.fromData(decode(errorCodec, encode(errorCodec, error.toData())));
  assert.deepStrictEqual(back.toData(), error.toData());
  assert.ok(back.cause instanceof FfqError && back.cause.code === "IO");
});

test("a long chain of causes is cut at its far end, and says so", () => {
  let error: ErrorData = { code: "IO", message: "innermost" };
  for (let depth = 0; depth < 10_000; depth++) error = { code: "DATA", message: `at ${depth}`, cause: error };
  let back: ErrorData | string | undefined = decode(errorCodec, encode(errorCodec, error));
  let links = 0;
  for (; typeof back === "object"; back = back.cause) links++;
  assert.equal(links, 64);
  assert.equal(back, "at 9935 (and further causes)");
});

test("an error of an unknown code is refused", () => {
  const link = create(ErrorLinkSchema, { code: "FROM_THE_FUTURE", message: "x" });
  const bytes = toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { chain: [link] }));
  assert.throws(() => decode(errorCodec, bytes), isRefusal(/the error code "FROM_THE_FUTURE" \(x\)$/));
});
