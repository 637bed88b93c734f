// One query of a cluster, as its caller has it: submitted when the first row is asked for, canceled when the caller
// stops early, and succeeded only when every row is here and the coordinator knows it.
import type { QueryStatistics, ResultBatch, ResultStream, RunOptions } from "@ffq/core/extension";
import {
  type Clock,
  type ClusterQueryId,
  FfqError,
  type Field,
  internal,
  type StageGraph,
  type TaskAttempt,
} from "@ffq/core/physical";
import type { HttpFetch } from "../rpc/http.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import { ResultFollower } from "./result-follower.ts";
import { readResults } from "./result-reader.ts";
import { submitQuery } from "./submit-query.ts";
import { type BlobCache, travelling } from "./travelling-tables.ts";

/** What all queries of one runtime share. */
export interface ClusterAccess {
  readonly client: CoordinatorClient;
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly blobs: BlobCache;
  readonly capabilityTimeoutMs: number;
  /** Bytes of rows that are kept until all are there, so that a worker's death does not show. */
  readonly holdBackBytes: number;
  /** For so long the coordinator may be out of reach. */
  readonly reconnectMs: number;
}

export interface ClusterQueryOptions {
  readonly access: ClusterAccess;
  readonly query: ClusterQueryId;
  readonly graph: StageGraph;
  readonly options: RunOptions;
  /** Called before the query starts. @throws FfqError CLOSED when it may not */
  readonly onStart: (query: ClusterQuery) => void;
}

const DEFAULT_BATCH_ROWS = 8192;
/** How long the caller of `close` waits for the coordinator to hear of it. */
const CANCEL_MS = 5_000;

export class ClusterQuery implements ResultStream {
  readonly fields: readonly Field[];
  readonly #given: ClusterQueryOptions;
  readonly #stop = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #rows: AsyncGenerator<ResultBatch> | undefined;
  #isSubmitted = false;
  #failure: FfqError | undefined;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(given: ClusterQueryOptions) {
    const last = given.graph.stages.at(-1);
    if (last === undefined) throw internal("a stage graph without stages");
    this.#given = given;
    this.fields = last.plan.fields;
  }

  get statistics(): QueryStatistics {
    const { clock } = this.#given.access;
    const milliseconds = this.#startedAt === undefined ? 0 : (this.#endedAt ?? clock.now()) - this.#startedAt;
    return { operators: new Map(), peakBytes: 0, milliseconds };
  }

  /** Resolves when the query has ended here, and the coordinator has been told if it had to be. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  stop(error: FfqError): void {
    if (!this.#stop.signal.aborted) this.#stop.abort(error);
    if (this.#startedAt === undefined) this.#end();
    // Rows that nobody asks for any more: the query ends where it waits for that.
    else void this.#rows?.return(undefined);
  }

  async close(): Promise<void> {
    this.stop(canceled());
    await this.ended;
  }

  [Symbol.asyncIterator](): AsyncIterator<ResultBatch> {
    if (this.#rows !== undefined) {
      throw new FfqError("CLOSED", "the rows of a query can be read once", { sqlstate: "24000" });
    }
    const rows = this.#run();
    this.#rows = rows;
    return {
      next: async () => {
        const next = await rows.next();
        // Stopped between two rows: the end of these rows is not the end of the result.
        if (next.done === true && this.#failure !== undefined) throw this.#failure;
        return next;
      },
      return: async () => {
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async *#run(): AsyncGenerator<ResultBatch> {
    if (this.#stop.signal.aborted) return;
    const { access, options, onStart } = this.#given;
    onStart(this);
    this.#startedAt = access.clock.now();
    const stopOn = (error: FfqError) => (): void => this.stop(error);
    const cancel = stopOn(canceled(options.signal?.reason));
    options.signal?.addEventListener("abort", cancel);
    if (options.signal?.aborted === true) cancel();
    const { timeoutMs } = options;
    const stopTimer = timeoutMs === undefined ? undefined : access.clock.after(timeoutMs, stopOn(timedOut()));
    let isDone = false;
    try {
      const task = yield* this.#readAll();
      await this.#acknowledge(task);
      isDone = true;
    } catch (thrown) {
      this.#failure = FfqError.from(this.#stop.signal.aborted ? this.#stop.signal.reason : thrown);
      throw this.#failure;
    } finally {
      stopTimer?.();
      options.signal?.removeEventListener("abort", cancel);
      if (!isDone) {
        this.#failure ??= FfqError.from(this.#stop.signal.reason ?? canceled());
        await this.#cancel();
      }
      this.#stop.abort(canceled());
      this.#end();
    }
  }

  async *#readAll(): AsyncGenerator<ResultBatch, TaskAttempt> {
    const { access, query, graph, options } = this.#given;
    const { signal } = this.#stop;
    const packed = await travelling(graph, { ...options, signal }, access.blobs);
    this.#isSubmitted = true;
    const settings = {
      memoryLimit: options.memoryLimit ?? 0,
      batchRows: options.batchRows ?? DEFAULT_BATCH_ROWS,
      timeoutMs: options.timeoutMs ?? 0,
      capabilityTimeoutMs: access.capabilityTimeoutMs,
      spillLimit: options.spillLimit ?? 0,
      spillThreshold: options.spillThreshold ?? 0,
    };
    await submitQuery(access.client, { query, travelling: packed, settings, signal });
    const follower = new ResultFollower({ ...access, query, signal });
    const types = this.fields.map(({ type }) => type);
    const reportUnreachable = async (task: TaskAttempt): Promise<void> => {
      await access.client.controlPlane.reportResultsUnreachable({ task }, { signal });
    };
    const { task } = yield* readResults({ ...access, follower, types, signal, reportUnreachable });
    return task;
  }

  /** The coordinator may have given up the attempt in the meantime: all its rows are here, so that is no loss. */
  async #acknowledge(task: TaskAttempt): Promise<void> {
    const { client } = this.#given.access;
    const { status } = await client.controlPlane.acknowledgeQueryResults({ task }, { signal: this.#stop.signal });
    if (status.error !== undefined) throw FfqError.fromData(status.error);
    if (status.state === "canceled") throw canceled(status.notice);
    if (status.state !== "succeeded") await this.#cancel();
  }

  async #cancel(): Promise<void> {
    if (!this.#isSubmitted) return;
    const { access, query } = this.#given;
    const reason = FfqError.from(this.#stop.signal.reason ?? "the client has stopped reading").message;
    const patience = new AbortController();
    const stopTimer = access.clock.after(CANCEL_MS, () => patience.abort(timedOut()));
    try {
      await access.client.controlPlane.cancelQuery({ query, reason }, { signal: patience.signal });
    } catch {
      // Out of reach, or not known there any more. A coordinator that hears nothing of a client ends its queries.
    } finally {
      stopTimer();
    }
  }

  #end(): void {
    this.#endedAt ??= this.#given.access.clock.now();
    this.#ended.resolve();
  }
}

function canceled(cause?: unknown): FfqError {
  return new FfqError("CANCELLED", "canceling statement due to user request", { sqlstate: "57014" }, cause);
}

function timedOut(): FfqError {
  return new FfqError("TIMEOUT", "canceling statement due to statement timeout", { sqlstate: "57014" });
}
