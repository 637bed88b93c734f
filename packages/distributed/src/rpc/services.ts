// The services as function types over plain data. A coordinator implements them; a client of one is the same
// functions with call options (client.ts), whatever carries the calls.
import type {
  AcknowledgeQueryResultsRequest,
  CancelQueryRequest,
  FetchQueryResultsRequest,
  FetchQueryResultsResponse,
  GetBlobRequest,
  GetBlobResponse,
  GetMapOutputsRequest,
  GetMapOutputsResponse,
  GetQueryStatusRequest,
  GetTaskRequest,
  GetTaskResponse,
  HeartbeatRequest,
  HeartbeatResponse,
  PutBlobRequest,
  PutBlobResponse,
  QueryStatusResponse,
  RegisteredResponse,
  RegisterMapOutputRequest,
  RegisterMapOutputResponse,
  RegisterQueryResultsRequest,
  ReportResultsUnreachableRequest,
  ReportTaskStatusRequest,
  ReportTaskStatusResponse,
  SubmitQueryRequest,
  SubmitQueryResponse,
  WatchQueryRequest,
} from "../wire/messages.ts";

/** What a handler knows of the call. */
export interface CallContext {
  /** Aborted when the caller has gone or its deadline has passed. */
  readonly signal: AbortSignal;
}

export interface ControlPlane {
  submitQuery(request: SubmitQueryRequest, context: CallContext): Promise<SubmitQueryResponse>;
  getQueryStatus(request: GetQueryStatusRequest, context: CallContext): Promise<QueryStatusResponse>;
  watchQuery(request: WatchQueryRequest, context: CallContext): AsyncIterable<QueryStatusResponse>;
  cancelQuery(request: CancelQueryRequest, context: CallContext): Promise<QueryStatusResponse>;
  fetchQueryResults(request: FetchQueryResultsRequest, context: CallContext): AsyncIterable<FetchQueryResultsResponse>;
  acknowledgeQueryResults(request: AcknowledgeQueryResultsRequest, context: CallContext): Promise<QueryStatusResponse>;
  reportResultsUnreachable(
    request: ReportResultsUnreachableRequest,
    context: CallContext,
  ): Promise<QueryStatusResponse>;
  getTask(request: GetTaskRequest, context: CallContext): Promise<GetTaskResponse>;
  reportTaskStatus(request: ReportTaskStatusRequest, context: CallContext): Promise<ReportTaskStatusResponse>;
  registerQueryResults(request: RegisterQueryResultsRequest, context: CallContext): Promise<RegisteredResponse>;
}

export interface HeartbeatService {
  heartbeat(request: HeartbeatRequest, context: CallContext): Promise<HeartbeatResponse>;
}

export interface BlobService {
  putBlob(request: PutBlobRequest, context: CallContext): Promise<PutBlobResponse>;
  getBlob(request: GetBlobRequest, context: CallContext): AsyncIterable<GetBlobResponse>;
}

export interface ShuffleService {
  registerMapOutput(request: RegisterMapOutputRequest, context: CallContext): Promise<RegisterMapOutputResponse>;
  getMapOutputs(request: GetMapOutputsRequest, context: CallContext): Promise<GetMapOutputsResponse>;
}

/** What a server may offer. */
export interface Services {
  readonly controlPlane?: ControlPlane;
  readonly heartbeat?: HeartbeatService;
  readonly blobs?: BlobService;
  readonly shuffle?: ShuffleService;
}
