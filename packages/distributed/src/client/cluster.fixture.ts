// A coordinator and a worker that a test plays: calls are answered by what the test says, results are frames in memory.
import type { RunOptions } from "@ffq/core/extension";
import {
  ClusterQueryId,
  FfqError,
  type Field,
  type StageGraph,
  StageId,
  systemClock,
  WorkerId,
} from "@ffq/core/physical";
import { encodeResult, type ResultBatch } from "@ffq/core/runtime";
import type { HttpFetch } from "../rpc/http.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import { endFrame, FRAME_HEADER_BYTES, sealFrame } from "../wire/frame.ts";
import type { FetchQueryResultsResponse, QueryStatus, SubmitQueryRequest } from "../wire/messages.ts";
import { type ClusterAccess, ClusterQuery } from "./cluster-query.ts";

const fields: readonly Field[] = [{ name: "n", type: { kind: "int4" }, nullable: false }];
const graph: StageGraph = {
  stages: [
    {
      id: StageId(0),
      plan: { kind: "values", rows: [], fields, estimatedRows: 1 },
      partitions: 1,
      output: { kind: "single" },
      inputs: [],
    },
  ],
};

export function batchOf(...values: number[]): ResultBatch {
  const data = new Uint8Array(Int32Array.from(values).buffer);
  return { rows: values.length, columns: [{ type: { kind: "int4" }, rows: values.length, nullCount: 0, data }] };
}

/** Frames of batches, as a worker serves them. */
export function framesOf(attempt: number, batches: readonly (readonly number[])[], isWhole: boolean): Uint8Array {
  const frames = batches.map((values) => {
    const message = encodeResult(batchOf(...values));
    const frame = new Uint8Array(FRAME_HEADER_BYTES + message.length);
    frame.set(message, FRAME_HEADER_BYTES);
    sealFrame(frame, "rows", attempt);
    return frame;
  });
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([...frames, ...(isWhole ? [endFrame({ frames: frames.length, bytes }, attempt)] : [])]);
}

export class PlayedCluster {
  readonly query: ClusterQueryId = ClusterQueryId("q");
  readonly calls: string[] = [];
  readonly submitted: SubmitQueryRequest[] = [];
  /** What each opening of the stream of locations gives, after which it stays open. */
  streams: (readonly (FetchQueryResultsResponse | FfqError)[])[] = [];
  status: QueryStatus = {
    query: this.query,
    revision: 1,
    state: "running",
    stages: [],
    missingCapabilities: [],
    notice: "",
  };
  /** Attempt -> what its worker has. */
  readonly results: Map<number, Uint8Array> = new Map();
  /** What the coordinator does about results that the client cannot get. */
  onUnreachable: (attempt: number) => void = () => undefined;
  #pushed: (message: FetchQueryResultsResponse) => void = () => undefined;

  /** News on the stream that is open. */
  push(message: FetchQueryResultsResponse): void {
    this.#pushed(message);
  }

  location(attempt: number): FetchQueryResultsResponse {
    const task = { query: this.query, stage: StageId(0), partition: 0, attempt };
    return { kind: "location", task, worker: WorkerId(`w${attempt}`), endpoint: "http://w" };
  }

  open(options: RunOptions = { tables: () => neverOpened() }, access: Partial<ClusterAccess> = {}): ClusterQuery {
    return new ClusterQuery({
      access: {
        client: this.#client(),
        fetch: this.#fetch,
        clock: systemClock,
        random: () => 0,
        blobs: new WeakMap(),
        capabilityTimeoutMs: 0,
        holdBackBytes: 1 << 20,
        reconnectMs: 1000,
        ...access,
      },
      query: this.query,
      graph,
      options,
      onStart: () => undefined,
    });
  }

  readonly #fetch: HttpFetch = async (url, { signal }) => {
    const address = new URL(url);
    const bytes = this.results.get(Number(address.pathname.split("/").at(-1)));
    const offset = Number(address.searchParams.get("offset"));
    if (bytes === undefined) return { status: 404, headers: {}, body: each([Buffer.from("not here")]) };
    const rest = bytes.subarray(offset);
    // Nothing new: the worker waits a little before it says so.
    if (rest.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    signal?.throwIfAborted();
    return { status: 200, headers: {}, body: each([rest]) };
  };

  #client(): CoordinatorClient {
    const note = (name: string): void => void this.calls.push(name);
    const controlPlane: Partial<CoordinatorClient["controlPlane"]> = {
      submitQuery: async (request) => {
        note("submit");
        this.submitted.push(request);
        return { status: this.status, missingBlobs: [] };
      },
      getQueryStatus: async () => ({ status: this.status }),
      cancelQuery: async () => {
        note("cancel");
        return { status: this.status };
      },
      acknowledgeQueryResults: async ({ task }) => {
        note(`acknowledge ${task.attempt}`);
        return { status: this.status };
      },
      reportResultsUnreachable: async ({ task }) => {
        note(`unreachable ${task.attempt}`);
        this.onUnreachable(task.attempt);
        return { status: this.status };
      },
      fetchQueryResults: (_request, { signal } = {}) => this.#stream(signal),
    };
    return { controlPlane } as CoordinatorClient;
  }

  async *#stream(signal: AbortSignal | undefined): AsyncGenerator<FetchQueryResultsResponse> {
    for (const message of this.streams.shift() ?? []) {
      if (message instanceof FfqError) throw message;
      yield message;
    }
    for (;;) {
      yield await new Promise<FetchQueryResultsResponse>((resolve, reject) => {
        this.#pushed = resolve;
        signal?.addEventListener("abort", () => reject(FfqError.from(signal.reason)), { once: true });
      });
    }
  }
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

function neverOpened(): never {
  throw new Error("the plan scans nothing");
}
