// What coordinator, workers and clients say to each other, as plain data: the requests and answers of proto/ffq
// with branded ids, unions on `kind` and numbers. Everything above wire/ and rpc/ knows these and no protobuf type.
// Each has a codec in this folder; what a number or name means is said in the .proto file of the same name.
import type { ClusterQueryId, ErrorData, StageId, TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { EncodedStage } from "./stage.ts";

// --- tasks (task.proto)

/** A registered map output that its worker still has. */
export interface HeldOutput {
  readonly task: TaskAttempt;
  /** Encoded bytes of each partition. */
  readonly partitionBytes: readonly number[];
}

export interface TaskMetrics {
  readonly rowsOut: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly elapsedMs: number;
  readonly peakMemory: number;
}

/** Whose output could not be read. */
export interface FetchFailure {
  readonly producer: TaskAttempt;
  readonly worker: WorkerId;
}

export type TaskOutcome =
  | { readonly kind: "running" }
  /** `partitionBytes`: of its map output, which is registered by this. */
  | { readonly kind: "succeeded"; readonly metrics: TaskMetrics; readonly partitionBytes?: readonly number[] }
  | { readonly kind: "failed"; readonly error: ErrorData; readonly fetch?: FetchFailure }
  /** Stopped because the coordinator asked for it, or because the worker drains. */
  | { readonly kind: "canceled" };

export interface TaskReport {
  readonly task: TaskAttempt;
  readonly outcome: TaskOutcome;
}

// --- queries (query.proto)

/** A stage as the coordinator sees it: its place in the graph, and a plan that it passes on unread. */
export interface SubmittedStage {
  readonly id: StageId;
  readonly partitions: number;
  readonly inputs: readonly StageId[];
  /** Partitions of each task's output. */
  readonly outputPartitions: number;
  /** What a worker must have to run it: `operator:NAME`, `function:NAME(TYPES)`, `provider:NAME`, `store:SCHEME`. */
  readonly requiredCapabilities: readonly string[];
  /** A task run again puts the same rows into the same output partitions, in whatever order. */
  readonly repeatable: boolean;
  readonly plan: EncodedStage;
}

/** Rows that travel with the query, named by the SHA-256 of their bytes. */
export interface TableBlob {
  readonly hash: string;
  readonly bytes: number;
}

export interface QuerySettings {
  /** Bytes of a task's operator state; 0: no limit. */
  readonly memoryLimit: number;
  readonly batchRows: number;
  /** 0: none. */
  readonly timeoutMs: number;
  /** How long tasks may wait for a worker that has what they need; 0: for ever. */
  readonly capabilityTimeoutMs: number;
  /** Bytes that a task may have in files; 0: what the worker's disk holds. */
  readonly spillLimit: number;
  /** Bytes from which an operator's state goes to files whatever the memory; 0: none. */
  readonly spillThreshold: number;
}

export type QueryState = "queued" | "running" | "succeeded" | "failed" | "canceled";

export interface StageStatus {
  readonly stage: StageId;
  readonly tasks: number;
  readonly queued: number;
  readonly running: number;
  readonly succeeded: number;
  /** Attempts that failed or were lost, of which the task may since have succeeded. */
  readonly failedAttempts: number;
}

export interface MissingCapability {
  readonly name: string;
  readonly waitingTasks: number;
}

export interface QueryStatus {
  readonly query: ClusterQueryId;
  /** Of two statuses the one with the higher revision is the later. */
  readonly revision: number;
  readonly state: QueryState;
  /** Of a failed query. */
  readonly error?: ErrorData;
  readonly stages: readonly StageStatus[];
  readonly missingCapabilities: readonly MissingCapability[];
  /** What holds the query up, for people; empty when nothing does. */
  readonly notice: string;
  /** 1: next to be admitted. */
  readonly queuePosition?: number;
}

// --- the control plane (control_plane.proto)

export interface SubmitQueryRequest {
  readonly query: ClusterQueryId;
  readonly planVersion: number;
  readonly stages: readonly SubmittedStage[];
  readonly settings: QuerySettings;
  readonly blobs: readonly TableBlob[];
}

export interface SubmitQueryResponse {
  /** Absent while blobs are missing: the query has then not been taken. */
  readonly status?: QueryStatus;
  readonly missingBlobs: readonly string[];
}

export interface GetQueryStatusRequest {
  readonly query: ClusterQueryId;
}

export interface WatchQueryRequest {
  readonly query: ClusterQueryId;
  /** The last revision that the client has seen; 0: none. */
  readonly afterRevision: number;
}

export interface CancelQueryRequest {
  readonly query: ClusterQueryId;
  readonly reason: string;
}

/** The client has the last frame of the results that an attempt made. */
export interface AcknowledgeQueryResultsRequest {
  readonly task: TaskAttempt;
}

export interface ReportResultsUnreachableRequest {
  readonly task: TaskAttempt;
}

/** The answer to GetQueryStatus, CancelQuery, AcknowledgeQueryResults, ReportResultsUnreachable, each of WatchQuery. */
export interface QueryStatusResponse {
  readonly status: QueryStatus;
}

export interface FetchQueryResultsRequest {
  readonly query: ClusterQueryId;
}

export type FetchQueryResultsResponse =
  | { readonly kind: "location"; readonly task: TaskAttempt; readonly worker: WorkerId; readonly endpoint: string }
  /** The query has ended well, and the frames at the location last given are all there will be. */
  | { readonly kind: "end" }
  /** Nothing new; sent so that silence means a lost connection. */
  | { readonly kind: "still-there" }
  /** The results are nowhere any more, and are being made anew: what was read of them is void. */
  | { readonly kind: "withdrawn" };

export interface GetTaskRequest {
  readonly worker: WorkerId;
  readonly freeSlots: number;
  readonly waitMs: number;
  /** Counts the worker's polls: an older one that arrives late is answered with nothing. */
  readonly poll: number;
}

export interface TaskAssignment {
  readonly task: TaskAttempt;
  readonly settings: QuerySettings;
  /** Its rows are the query's result. */
  readonly isResult: boolean;
  /** What it reads, of stages with few tasks; the others are looked up. */
  readonly inputs: readonly TaskInput[];
}

/** Where all that a task reads of a stage is. */
export interface TaskInput {
  readonly stage: StageId;
  readonly outputs: readonly MapOutput[];
}

export interface StagePlan {
  readonly query: ClusterQueryId;
  readonly stage: StageId;
  readonly planVersion: number;
  readonly plan: EncodedStage;
}

export interface GetTaskResponse {
  /** False: the worker must register by a heartbeat. */
  readonly known: boolean;
  readonly tasks: readonly TaskAssignment[];
  /** The plan of each stage of which `tasks` holds tasks, once. */
  readonly stages: readonly StagePlan[];
  readonly cancel: readonly TaskAttempt[];
  /** Queries whose files may be removed. */
  readonly releasedQueries: readonly ClusterQueryId[];
}

export interface ReportTaskStatusRequest {
  readonly worker: WorkerId;
  readonly reports: readonly TaskReport[];
  /** How many tasks the worker can take now, with those gone that the reports end. */
  readonly freeSlots: number;
}

export interface ReportTaskStatusResponse {
  readonly known: boolean;
  /** Attempts among the reported that no longer count. */
  readonly stale: readonly TaskAttempt[];
  /** The worker's open poll, which from now on offers the slots that the reports made free; 0: there is none. */
  readonly poll: number;
}

export interface RegisterQueryResultsRequest {
  readonly worker: WorkerId;
  readonly task: TaskAttempt;
  readonly endpoint: string;
}

/** False: another attempt's output counts, this one is to be dropped. */
export interface RegisteredResponse {
  readonly accepted: boolean;
}

// --- heartbeats (heartbeat.proto)

export interface Registration {
  readonly outputs: readonly HeldOutput[];
  /** Attempts whose results the worker still serves. */
  readonly results: readonly TaskAttempt[];
}

export interface HeartbeatRequest {
  readonly worker: WorkerId;
  /** The worker's clock; tells late heartbeats from new ones, compared with no other clock. */
  readonly atMs: number;
  /** Taken, and their end not yet acknowledged. */
  readonly runningTasks: readonly TaskAttempt[];
  readonly slots: number;
  readonly endpoint: string;
  readonly capabilities: readonly string[];
  readonly draining: boolean;
  /** The worker's goodbye: what it held is gone. */
  readonly leaving: boolean;
  /** Present when the worker registers. */
  readonly registration?: Registration;
}

export interface HeartbeatResponse {
  /** False: the next heartbeat must carry a registration. */
  readonly known: boolean;
  /** Differs after each restart of the coordinator. */
  readonly coordinator: string;
  readonly heartbeatIntervalMs: number;
  readonly livenessTimeoutMs: number;
  readonly cancel: readonly TaskAttempt[];
  readonly releasedQueries: readonly ClusterQueryId[];
  /** Held outputs and results that nobody wants. */
  readonly drop: readonly TaskAttempt[];
}

// --- blobs (blob.proto)

export interface PutBlobRequest {
  readonly hash: string;
  /** Of the whole. */
  readonly bytes: number;
  readonly offset: number;
  readonly chunk: Uint8Array;
}

export interface PutBlobResponse {
  /** How much of it is there from the start: where the next chunk begins. */
  readonly received: number;
}

export interface GetBlobRequest {
  readonly hash: string;
  readonly offset: number;
}

export interface GetBlobResponse {
  /** Of the whole. */
  readonly bytes: number;
  readonly offset: number;
  readonly chunk: Uint8Array;
}

// --- shuffle (shuffle.proto)

export interface RegisterMapOutputRequest {
  readonly worker: WorkerId;
  /** At least one. */
  readonly outputs: readonly HeldOutput[];
  readonly endpoint: string;
}

export interface RegisterMapOutputResponse {
  /** Of each output in order. False: another attempt's counts, this one is to be dropped. */
  readonly accepted: readonly boolean[];
}

export interface GetMapOutputsRequest {
  readonly query: ClusterQueryId;
  /** The stage that wrote. */
  readonly stage: StageId;
  /** The partition to be read. */
  readonly partition: number;
}

export interface MapOutput {
  readonly task: TaskAttempt;
  readonly worker: WorkerId;
  readonly endpoint: string;
  /** Encoded bytes of the asked partition. */
  readonly bytes: number;
}

export interface GetMapOutputsResponse {
  /** False: some tasks' outputs are lost and being made anew. What is listed is then not all. */
  readonly complete: boolean;
  readonly outputs: readonly MapOutput[];
}
