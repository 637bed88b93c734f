// The control plane's requests and answers.
import { create } from "@bufbuild/protobuf";
import { unreachable } from "@ffq/core/physical";
import {
  AcknowledgeQueryResultsRequestSchema,
  AcknowledgeQueryResultsResponseSchema,
  CancelQueryRequestSchema,
  CancelQueryResponseSchema,
  FetchQueryResultsRequestSchema,
  FetchQueryResultsResponseSchema,
  GetQueryStatusRequestSchema,
  GetQueryStatusResponseSchema,
  ReportResultsUnreachableRequestSchema,
  ReportResultsUnreachableResponseSchema,
  ResultEndSchema,
  ResultLocationSchema,
  ResultWithdrawnSchema,
  StillThereSchema,
  SubmitQueryRequestSchema,
  SubmitQueryResponseSchema,
  WatchQueryRequestSchema,
  WatchQueryResponseSchema,
  type FetchQueryResultsResponse as WireFetchResponse,
} from "../gen/ffq/control/v1/control_plane_pb.ts";
import { type Codec, present, readCount, unreadable, writeCount } from "./codec.ts";
import type {
  AcknowledgeQueryResultsRequest,
  CancelQueryRequest,
  FetchQueryResultsRequest,
  FetchQueryResultsResponse,
  GetQueryStatusRequest,
  QueryStatusResponse,
  ReportResultsUnreachableRequest,
  SubmitQueryRequest,
  SubmitQueryResponse,
  WatchQueryRequest,
} from "./messages.ts";
import { queryStatusCodec, readHash, settingsCodec, submittedStageCodec, tableBlobCodec } from "./query.ts";
import { checkPlanVersion } from "./stage.ts";
import { checkStageShapes } from "./stage-shapes.ts";
import { readQueryId, readTask, readWorkerId, taskCodec } from "./task.ts";

export const submitQueryRequestCodec: Codec<SubmitQueryRequest, typeof SubmitQueryRequestSchema> = {
  schema: SubmitQueryRequestSchema,
  toMessage: ({ query, planVersion, stages, settings, blobs }) =>
    create(SubmitQueryRequestSchema, {
      queryId: query,
      planVersion,
      stages: stages.map((stage) => submittedStageCodec.toMessage(stage)),
      settings: settingsCodec.toMessage(settings),
      blobs: blobs.map((blob) => tableBlobCodec.toMessage(blob)),
    }),
  fromMessage: ({ queryId, planVersion, stages, settings, blobs }) => {
    checkPlanVersion(planVersion);
    const submitted = stages.map((stage) => submittedStageCodec.fromMessage(stage));
    checkStageShapes(submitted);
    return {
      query: readQueryId(queryId),
      planVersion,
      stages: submitted,
      settings: settingsCodec.fromMessage(present(settings, "a query's settings")),
      blobs: blobs.map((blob) => tableBlobCodec.fromMessage(blob)),
    };
  },
};

export const submitQueryResponseCodec: Codec<SubmitQueryResponse, typeof SubmitQueryResponseSchema> = {
  schema: SubmitQueryResponseSchema,
  toMessage: ({ status, missingBlobs }) =>
    create(SubmitQueryResponseSchema, {
      ...(status === undefined ? {} : { status: queryStatusCodec.toMessage(status) }),
      missingBlobs: [...missingBlobs],
    }),
  fromMessage: ({ status, missingBlobs }) => ({
    ...(status === undefined ? {} : { status: queryStatusCodec.fromMessage(status) }),
    missingBlobs: missingBlobs.map(readHash),
  }),
};

export const getQueryStatusRequestCodec: Codec<GetQueryStatusRequest, typeof GetQueryStatusRequestSchema> = {
  schema: GetQueryStatusRequestSchema,
  toMessage: ({ query }) => create(GetQueryStatusRequestSchema, { queryId: query }),
  fromMessage: ({ queryId }) => ({ query: readQueryId(queryId) }),
};

export const watchQueryRequestCodec: Codec<WatchQueryRequest, typeof WatchQueryRequestSchema> = {
  schema: WatchQueryRequestSchema,
  toMessage: ({ query, afterRevision }) =>
    create(WatchQueryRequestSchema, { queryId: query, afterRevision: writeCount(afterRevision, "a revision") }),
  fromMessage: ({ queryId, afterRevision }) => ({
    query: readQueryId(queryId),
    afterRevision: readCount(afterRevision, "a revision"),
  }),
};

export const cancelQueryRequestCodec: Codec<CancelQueryRequest, typeof CancelQueryRequestSchema> = {
  schema: CancelQueryRequestSchema,
  toMessage: ({ query, reason }) => create(CancelQueryRequestSchema, { queryId: query, reason }),
  fromMessage: ({ queryId, reason }) => ({ query: readQueryId(queryId), reason }),
};

export const acknowledgeQueryResultsRequestCodec: Codec<
  AcknowledgeQueryResultsRequest,
  typeof AcknowledgeQueryResultsRequestSchema
> = {
  schema: AcknowledgeQueryResultsRequestSchema,
  toMessage: ({ task }) => create(AcknowledgeQueryResultsRequestSchema, { task: taskCodec.toMessage(task) }),
  fromMessage: ({ task }) => ({ task: readTask(task) }),
};

export const reportResultsUnreachableRequestCodec: Codec<
  ReportResultsUnreachableRequest,
  typeof ReportResultsUnreachableRequestSchema
> = {
  schema: ReportResultsUnreachableRequestSchema,
  toMessage: ({ task }) => create(ReportResultsUnreachableRequestSchema, { task: taskCodec.toMessage(task) }),
  fromMessage: ({ task }) => ({ task: readTask(task) }),
};

/** Five messages that say the same; each keeps its own type, so that they may come to differ. */
type StatusSchema =
  | typeof GetQueryStatusResponseSchema
  | typeof WatchQueryResponseSchema
  | typeof CancelQueryResponseSchema
  | typeof AcknowledgeQueryResultsResponseSchema
  | typeof ReportResultsUnreachableResponseSchema;

function statusResponseCodec<Desc extends StatusSchema>(schema: Desc): Codec<QueryStatusResponse, StatusSchema> {
  return {
    schema,
    toMessage: ({ status }) => create<StatusSchema>(schema, { status: queryStatusCodec.toMessage(status) }),
    fromMessage: ({ status }) => ({ status: queryStatusCodec.fromMessage(present(status, "a query's status")) }),
  };
}

export const getQueryStatusResponseCodec: Codec<QueryStatusResponse, StatusSchema> =
  statusResponseCodec(GetQueryStatusResponseSchema);
export const watchQueryResponseCodec: Codec<QueryStatusResponse, StatusSchema> =
  statusResponseCodec(WatchQueryResponseSchema);
export const cancelQueryResponseCodec: Codec<QueryStatusResponse, StatusSchema> =
  statusResponseCodec(CancelQueryResponseSchema);

export const acknowledgeQueryResultsResponseCodec: Codec<QueryStatusResponse, StatusSchema> = statusResponseCodec(
  AcknowledgeQueryResultsResponseSchema,
);

export const reportResultsUnreachableResponseCodec: Codec<QueryStatusResponse, StatusSchema> = statusResponseCodec(
  ReportResultsUnreachableResponseSchema,
);

export const fetchQueryResultsRequestCodec: Codec<FetchQueryResultsRequest, typeof FetchQueryResultsRequestSchema> = {
  schema: FetchQueryResultsRequestSchema,
  toMessage: ({ query }) => create(FetchQueryResultsRequestSchema, { queryId: query }),
  fromMessage: ({ queryId }) => ({ query: readQueryId(queryId) }),
};

export const fetchQueryResultsResponseCodec: Codec<FetchQueryResultsResponse, typeof FetchQueryResultsResponseSchema> =
  {
    schema: FetchQueryResultsResponseSchema,
    toMessage: (response) => create(FetchQueryResultsResponseSchema, { kind: writeFetched(response) }),
    fromMessage: ({ kind }) => {
      switch (kind.case) {
        case "location": {
          const { task, workerId, endpoint } = kind.value;
          return { kind: "location", task: readTask(task), worker: readWorkerId(workerId), endpoint };
        }
        case "end":
          return { kind: "end" };
        case "stillThere":
          return { kind: "still-there" };
        case "withdrawn":
          return { kind: "withdrawn" };
        default:
          throw unreadable("news of a result is of no known kind");
      }
    },
  };

function writeFetched(response: FetchQueryResultsResponse): WireFetchResponse["kind"] {
  switch (response.kind) {
    case "location": {
      const { task, worker, endpoint } = response;
      const parts = { task: taskCodec.toMessage(task), workerId: worker, endpoint };
      return { case: "location", value: create(ResultLocationSchema, parts) };
    }
    case "end":
      return { case: "end", value: create(ResultEndSchema) };
    case "still-there":
      return { case: "stillThere", value: create(StillThereSchema) };
    case "withdrawn":
      return { case: "withdrawn", value: create(ResultWithdrawnSchema) };
    default:
      return unreachable(response);
  }
}
