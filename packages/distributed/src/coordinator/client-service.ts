// The control plane's calls for clients: each decodes nothing, decides nothing, and posts one event. Streams send what
// is true now, wait for a change, and tell the scheduler all the while that the client is still there.
import { type ClusterQueryId, FfqError, internal } from "@ffq/core/physical";
import type { CallContext, ControlPlane } from "../rpc/services.ts";
import type { StageShape } from "../scheduler/event.ts";
import { hasResults, queryStatus, resultLocation } from "../scheduler/status.ts";
import type {
  FetchQueryResultsResponse,
  QueryStatus,
  QueryStatusResponse,
  SubmitQueryRequest,
  SubmittedStage,
} from "../wire/messages.ts";
import { checkPlanVersion } from "../wire/stage.ts";
import { checkStageShapes } from "../wire/stage-shapes.ts";
import type { BlobStore } from "./blob-store.ts";
import { Changes } from "./changes.ts";
import type { Coordinator } from "./coordinator.ts";

export interface ClientServiceOptions {
  readonly coordinator: Coordinator;
  readonly blobs: BlobStore;
  /** How often a waiting stream speaks: well within callers' patience and the client's grace. */
  readonly keepAliveMs: number;
}

export type ClientCalls = Pick<
  ControlPlane,
  | "submitQuery"
  | "getQueryStatus"
  | "watchQuery"
  | "cancelQuery"
  | "fetchQueryResults"
  | "acknowledgeQueryResults"
  | "reportResultsUnreachable"
>;

export function clientService({ coordinator, blobs, keepAliveMs }: ClientServiceOptions): ClientCalls {
  const status = (query: ClusterQueryId): Promise<QueryStatus> => statusNow(coordinator, query);
  return {
    submitQuery: async (request) => {
      checkPlanVersion(request.planVersion);
      checkStageShapes(request.stages);
      const missingBlobs = blobs.missing(request.blobs);
      if (missingBlobs.length > 0) return { missingBlobs };
      await submit(coordinator, request);
      return { status: await status(request.query), missingBlobs };
    },
    getQueryStatus: async ({ query }) => {
      coordinator.post({ kind: "client-seen", query });
      return { status: await status(query) };
    },
    cancelQuery: async ({ query, reason }) => {
      await coordinator.ask({ kind: "query-canceled", query, reason }, "answer-query");
      return { status: await status(query) };
    },
    acknowledgeQueryResults: async ({ task }) => {
      coordinator.post({ kind: "results-fetched", task });
      return { status: await status(task.query) };
    },
    reportResultsUnreachable: async ({ task }) => {
      coordinator.post({ kind: "client-seen", query: task.query });
      coordinator.post({ kind: "results-unreachable", task });
      return { status: await status(task.query) };
    },
    watchQuery: ({ query, afterRevision }, { signal }) => {
      return watch({ coordinator, keepAliveMs }, query, afterRevision, signal);
    },
    fetchQueryResults: ({ query }, { signal }) => locations({ coordinator, keepAliveMs }, query, signal),
  };
}

async function submit(coordinator: Coordinator, request: SubmitQueryRequest): Promise<void> {
  const { query, planVersion, settings, blobs, stages } = request;
  const { timeoutMs, capabilityTimeoutMs } = settings;
  const plans = new Map(stages.map(({ id, plan }) => [id, plan]));
  const shapes = stages.map(shapeOf);
  const { outcome, error } = await coordinator.submit(
    { kind: "query-submitted", query, stages: shapes, limits: { timeoutMs, capabilityTimeoutMs } },
    { query, planVersion, plans, settings, blobs },
  );
  if (outcome === "accepted" || outcome === "known") return;
  throw error === undefined ? internal(`query ${query} was refused without a reason`) : FfqError.fromData(error);
}

function shapeOf({
  id,
  partitions,
  inputs,
  outputPartitions,
  requiredCapabilities,
  repeatable,
}: SubmittedStage): StageShape {
  return { id, partitions, inputs, outputPartitions, requiredCapabilities, repeatable };
}

/** As of now, told when it would survive a crash. @throws FfqError NOT_FOUND */
async function statusNow(coordinator: Coordinator, query: ClusterQueryId): Promise<QueryStatus> {
  const status = queryStatus(coordinator.state, query);
  await coordinator.flushed();
  if (status !== undefined) return { ...status, revision: revisionOf(coordinator, status.revision) };
  throw new FfqError("NOT_FOUND", `the coordinator does not know query ${query}`, {
    hint: "It has ended some time ago, or the coordinator has lost its journal.",
  });
}

/** The scheduler counts from 0 after each start. */
function revisionOf({ epoch }: Coordinator, revision: number): number {
  return epoch * 2 ** 32 + revision;
}

const hasEnded = ({ state }: QueryStatus): boolean => state !== "queued" && state !== "running";

interface StreamContext {
  readonly coordinator: Coordinator;
  readonly keepAliveMs: number;
}

/** Each status behind the one the client has; the last one again when nothing happens for a while. */
async function* watch(
  { coordinator, keepAliveMs }: StreamContext,
  query: ClusterQueryId,
  afterRevision: number,
  signal: CallContext["signal"],
): AsyncGenerator<QueryStatusResponse> {
  using changes = new Changes(coordinator, query, signal);
  let revision = afterRevision;
  let isDue = false;
  for (;;) {
    coordinator.post({ kind: "client-seen", query });
    const status = await statusNow(coordinator, query);
    if (isDue || status.revision > revision || hasEnded(status)) yield { status };
    if (hasEnded(status)) return;
    revision = status.revision;
    isDue = (await changes.next(keepAliveMs)) === "nothing";
    if (signal.aborted) return;
  }
}

/** Where the result's frames are, as often as that changes, until the query has ended. */
async function* locations(
  { coordinator, keepAliveMs }: StreamContext,
  query: ClusterQueryId,
  signal: CallContext["signal"],
): AsyncGenerator<FetchQueryResultsResponse> {
  using changes = new Changes(coordinator, query, signal);
  let told: string | undefined;
  for (;;) {
    coordinator.post({ kind: "client-seen", query });
    const news = newsOf(coordinator, query);
    const { state, error, notice } = await statusNow(coordinator, query);
    if (state === "succeeded") return yield { kind: "end" };
    if (state === "failed" || state === "canceled") throw endOf(query, error, notice);
    const said = JSON.stringify(news);
    if (news !== undefined && said !== told) yield news;
    told = news === undefined ? told : said;
    if ((await changes.next(keepAliveMs)) === "nothing") yield { kind: "still-there" };
    if (signal.aborted) return;
  }
}

/** Nothing while the worker that has the results has yet to come back after a restart: they are where they were. */
function newsOf({ state }: Coordinator, query: ClusterQueryId): FetchQueryResultsResponse | undefined {
  const location = resultLocation(state, query);
  if (location !== undefined) return { kind: "location", ...location };
  return hasResults(state, query) ? undefined : { kind: "withdrawn" };
}

function endOf(query: ClusterQueryId, error: QueryStatus["error"], reason: string): FfqError {
  if (error !== undefined) return FfqError.fromData(error);
  return new FfqError("CANCELLED", reason === "" ? `query ${query} was cancelled` : reason, { sqlstate: "57014" });
}
