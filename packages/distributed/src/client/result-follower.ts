// Where a query's results are, followed while the query runs: a stream from the coordinator that is opened again
// whenever it breaks (which a restart of the coordinator does), and that also says that the client is still there.
// Every outcome of the query is learned here and nowhere else.
import { type Clock, type ClusterQueryId, FfqError, type TaskAttempt, type WorkerId } from "@ffq/core/physical";
import { backoffMs } from "../rpc/interceptors/retry.ts";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { QueryStatus } from "../wire/messages.ts";

/** A coordinator speaks every 10 s at least; one that has not is asked again before it takes its client for gone. */
const SILENCE_MS = 15_000;

export interface FollowerOptions {
  readonly client: CoordinatorClient;
  readonly query: ClusterQueryId;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Ends following. */
  readonly signal: AbortSignal;
  /** For so long a coordinator may be out of reach. */
  readonly reconnectMs: number;
}

export interface ResultPlace {
  readonly task: TaskAttempt;
  readonly worker: WorkerId;
  readonly endpoint: string;
  /** Aborted when the results are somewhere else, or nowhere because the query has failed. */
  readonly moved: AbortSignal;
}

export class ResultFollower {
  readonly #options: FollowerOptions;
  #place: ResultPlace | undefined;
  #move: AbortController | undefined;
  #wanted = Promise.withResolvers<void>();
  #failure: FfqError | undefined;
  #brokenSince: number | undefined;
  #breaks = 0;

  constructor(options: FollowerOptions) {
    this.#options = options;
    void this.#follow();
  }

  /** What the query failed with. */
  get failure(): FfqError | undefined {
    return this.#failure;
  }

  /** Where the results are; waits until they are somewhere. @throws FfqError that ended the query */
  async place(): Promise<ResultPlace> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#place !== undefined) return this.#place;
      await this.#wanted.promise;
    }
  }

  async #follow(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!(await this.#followOnce()));
    } catch (thrown) {
      this.#fail(FfqError.from(signal.aborted ? signal.reason : thrown));
    }
  }

  /** True when the query has ended well. @throws FfqError that ends it otherwise */
  async #followOnce(): Promise<boolean> {
    let error = new FfqError("IO", "the coordinator closed the stream", { sqlstate: "08006" });
    try {
      if (await this.#readStream()) return true;
    } catch (thrown) {
      error = FfqError.from(thrown);
    }
    if (!error.retry) throw error;
    await this.#askOutcome();
    await this.#rest(error);
    return false;
  }

  /** True when the query has ended well. */
  async #readStream(): Promise<boolean> {
    const { client, query, signal } = this.#options;
    for await (const message of client.controlPlane.fetchQueryResults({ query }, { signal, timeoutMs: SILENCE_MS })) {
      this.#brokenSince = undefined;
      this.#breaks = 0;
      if (message.kind === "end") return true;
      if (message.kind === "location") this.#moveTo(message);
      if (message.kind === "withdrawn") this.#withdraw();
    }
    return false;
  }

  #moveTo({ task, worker, endpoint }: Omit<ResultPlace, "moved">): void {
    const now = this.#place;
    if (now?.task.attempt === task.attempt && now.worker === worker && now.endpoint === endpoint) return;
    this.#move?.abort(new FfqError("UNAVAILABLE", `the results have moved to worker ${worker}`));
    this.#move = new AbortController();
    this.#place = { task, worker, endpoint, moved: this.#move.signal };
    this.#tell();
  }

  #withdraw(): void {
    this.#move?.abort(new FfqError("UNAVAILABLE", "the results are being made anew"));
    this.#place = undefined;
  }

  #fail(error: FfqError): void {
    this.#failure = error;
    this.#move?.abort(error);
    this.#tell();
  }

  #tell(): void {
    this.#wanted.resolve();
    this.#wanted = Promise.withResolvers();
  }

  /** An error of the stream may be the query's own, or the connection's: the coordinator knows. @throws the query's */
  async #askOutcome(): Promise<void> {
    const { client, query, signal } = this.#options;
    let status: QueryStatus;
    try {
      ({ status } = await client.controlPlane.getQueryStatus({ query }, { signal }));
    } catch (thrown) {
      const error = FfqError.from(thrown);
      if (error.retry) return;
      throw error;
    }
    if (status.error !== undefined) throw FfqError.fromData(status.error);
    if (status.state === "canceled") throw new FfqError("CANCELLED", status.notice, { sqlstate: "57014" });
  }

  /** @throws FfqError UNAVAILABLE when it has gone on for too long */
  async #rest(error: FfqError): Promise<void> {
    const { clock, random, reconnectMs, signal } = this.#options;
    this.#brokenSince ??= clock.now();
    if (clock.now() - this.#brokenSince > reconnectMs) {
      throw new FfqError("UNAVAILABLE", "the coordinator cannot be reached", { sqlstate: "08006" }, error);
    }
    this.#breaks++;
    await sleep(clock, backoffMs({ clock, random, attempts: 1, baseMs: 100, mostMs: 2000 }, this.#breaks), signal);
  }
}
