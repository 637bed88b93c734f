// A worker: registers, polls for tasks, runs them, serves what they made, and leaves. All it waits for, sends and
// writes goes through ports, so that a simulation runs the same code as a machine.
import { type Clock, type ClusterQueryId, FfqError, type TaskAttempt, type WorkerId } from "@ffq/core/physical";
import type { TaskHost } from "@ffq/core/runtime";
import type { HttpFetch, HttpRoute } from "../rpc/http.ts";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import { shuffleRoute } from "../shuffle/fetch-service.ts";
import { HeldOutputs } from "../shuffle/held-outputs.ts";
import type { FileStore } from "../store/file-store.ts";
import type { GetTaskResponse, HeartbeatRequest, HeartbeatResponse } from "../wire/messages.ts";
import { BlobTables } from "./blob-tables.ts";
import { Heartbeats } from "./heartbeats.ts";
import { HeldResults } from "./held-results.ts";
import { Poller } from "./poller.ts";
import { ReportQueue, type TakenReports } from "./reports.ts";
import { RunningTasks } from "./running-tasks.ts";
import { TaskRunner } from "./task-runner.ts";
import { TaskTables } from "./task-tables.ts";
import type { WorkerLog } from "./worker-log.ts";
import type { WorkerExtensions } from "./worker-module.ts";

/** Times in milliseconds. */
export interface WorkerLimits {
  /** Tasks at a time. */
  readonly slots: number;
  /** How long a poll waits for work. */
  readonly pollMs: number;
  /** The longest silence of another worker while rows come from it. */
  readonly fetchIdleMs: number;
  /** Bytes of rows for other tasks that are kept in memory; what goes beyond is written to files. 0: everything. */
  readonly outputBytes: number;
  /** Bytes of a result that may wait for its client. */
  readonly resultBytes: number;
  /** The longest that an answer to a client waits for rows. */
  readonly resultWaitMs: number;
  /** Files that nobody has asked for in so long are removed. */
  readonly orphanMs: number;
  /** Bytes of tables in memory that are kept while nobody reads them. */
  readonly keptTableBytes: number;
}

export const defaultWorkerLimits: WorkerLimits = {
  slots: 1,
  pollMs: 20_000,
  fetchIdleMs: 15_000,
  outputBytes: 0,
  resultBytes: 16 << 20,
  resultWaitMs: 5_000,
  orphanMs: 3_600_000,
  keptTableBytes: 64 << 20,
};

export interface WorkerOptions {
  readonly id: WorkerId;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly coordinator: CoordinatorClient;
  /** To other workers. */
  readonly fetch: HttpFetch;
  /** This worker's alone, and empty. */
  readonly store: FileStore;
  /** Closed with the worker. */
  readonly host: TaskHost;
  readonly extensions: WorkerExtensions;
  readonly limits?: Partial<WorkerLimits>;
  readonly log: WorkerLog;
}

/** What a worker is doing, for those who watch it. */
export interface WorkerStatus {
  readonly isKnown: boolean;
  readonly isDraining: boolean;
  readonly slots: number;
  readonly runningTasks: number;
  readonly heldOutputs: number;
  readonly heldResults: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly canceled: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Made once: its stack takes longer than what it is made for. */
const NOT_WANTED = new FfqError("CANCELLED", "nobody wants the result any more", { sqlstate: "57014" });

export class Worker {
  readonly id: WorkerId;
  readonly #options: WorkerOptions;
  readonly #limits: WorkerLimits;
  readonly #stop = new AbortController();
  readonly #running: RunningTasks;
  readonly #outputs: HeldOutputs;
  readonly #results: HeldResults;
  readonly #blobs: BlobTables;
  readonly #runner: TaskRunner;
  readonly #heartbeats: Heartbeats;
  readonly #poller: Poller;
  readonly #reports: ReportQueue;
  readonly #counts = { succeeded: 0, failed: 0, canceled: 0, bytesIn: 0, bytesOut: 0 };
  #endpoint = "";
  #isDraining = false;
  #closing: Promise<void> | undefined;
  #wakes: (() => void)[] = [];

  constructor(options: WorkerOptions) {
    const { id, clock, random, coordinator, fetch, store, host, extensions } = options;
    const limits = { ...defaultWorkerLimits, ...options.limits };
    const { signal } = this.#stop;
    this.id = id;
    this.#options = options;
    this.#limits = limits;
    this.#running = new RunningTasks(limits.slots);
    this.#outputs = new HeldOutputs(store, clock, limits.outputBytes);
    this.#results = new HeldResults({ clock, room: limits.resultBytes, waitMs: limits.resultWaitMs });
    this.#blobs = new BlobTables({ host, blobs: coordinator.blobs, keepBytes: limits.keptTableBytes });
    this.#heartbeats = new Heartbeats({
      clock,
      random,
      coordinator,
      signal,
      describe: (isRegistering) => this.#describe(isRegistering),
      onAnswer: (answer) => this.#onHeartbeat(answer),
      onReached: (error) => this.#onReached(error),
    });
    const ensureKnown = (until: AbortSignal): Promise<void> => this.#heartbeats.ensureKnown(until);
    const shared = { worker: id, clock, random, coordinator, ensureKnown };
    this.#runner = new TaskRunner({
      ...shared,
      host,
      fetch,
      store,
      outputs: this.#outputs,
      results: this.#results,
      tables: new TaskTables(extensions, this.#blobs),
      fetchIdleMs: limits.fetchIdleMs,
      onRetry: (task, error) => this.#say("info", "rows are asked for again", error, task),
    });
    const freeSlots = (): number => (this.#isDraining ? 0 : this.#running.free);
    this.#poller = new Poller({
      ...shared,
      signal,
      waitMs: limits.pollMs,
      freeSlots,
      onAnswer: (answer) => this.#onPoll(answer),
    });
    this.#reports = new ReportQueue({ ...shared, signal, freeSlots, onTaken: (taken) => this.#onTaken(taken) });
  }

  /** What other workers and clients ask it for. */
  get routes(): readonly HttpRoute[] {
    return [shuffleRoute(this.#outputs), this.#results.route];
  }

  get status(): WorkerStatus {
    return {
      isKnown: this.#heartbeats.isKnown,
      isDraining: this.#isDraining,
      slots: this.#limits.slots,
      runningTasks: this.#running.size,
      heldOutputs: this.#outputs.list().length,
      heldResults: this.#results.list().length,
      ...this.#counts,
    };
  }

  /** Resolves when the coordinator knows the worker. @param endpoint where its routes answer: `http://host:port` */
  async start(endpoint: string): Promise<void> {
    this.#endpoint = endpoint;
    await this.#options.store.remove("shuffle"); // of whoever had this folder before: nothing of it is held
    const known = this.#heartbeats.ensureKnown(this.#stop.signal);
    void this.#heartbeats.run();
    void this.#sweep();
    await known;
    this.#poller.start();
  }

  /**
   * Takes no further tasks, ends those it has, serves what it holds until nobody needs it any more, and closes; all
   * that for at most `graceMs`.
   */
  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    this.#say("info", "draining");
    let isOver = false;
    const cancelTimer = this.#options.clock.after(graceMs, () => {
      isOver = true;
      this.#changed();
    });
    void this.#heartbeats.beat();
    const isIdle = (): boolean =>
      this.#running.size === 0 && this.#outputs.list().length === 0 && this.#results.list().length === 0;
    while (!isOver && !isIdle() && !this.#stop.signal.aborted) await this.#change();
    cancelTimer();
    await this.close();
  }

  /** Stops its tasks, says goodbye, and removes its files. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Stops as a crash would: no goodbye, and its files stay. */
  halt(): void {
    this.#stop.abort(new FfqError("CLOSED", "the worker was halted", { sqlstate: "57P01" }));
    void this.#running.stopAll();
  }

  async #close(): Promise<void> {
    this.#isDraining = true;
    await this.#running.stopAll();
    const isFirst = !this.#stop.signal.aborted;
    this.#stop.abort(new FfqError("CLOSED", "the worker is closed", { sqlstate: "57P01" }));
    if (isFirst) {
      try {
        await this.#heartbeats.sayGoodbye();
      } catch (thrown) {
        this.#say("warn", "left without the coordinator hearing it", FfqError.from(thrown));
      }
    }
    this.#changed();
    await this.#options.store.remove("shuffle");
    this.#blobs.close();
    await this.#options.host.close();
  }

  #describe(isRegistering: boolean): Omit<HeartbeatRequest, "atMs" | "leaving"> {
    return {
      worker: this.id,
      runningTasks: this.#running.list(),
      slots: this.#limits.slots,
      endpoint: this.#endpoint,
      capabilities: this.#options.extensions.capabilities,
      draining: this.#isDraining,
      ...(isRegistering ? { registration: { outputs: this.#outputs.list(), results: this.#results.list() } } : {}),
    };
  }

  #onHeartbeat({ cancel, releasedQueries, drop }: HeartbeatResponse): void {
    for (const task of cancel) this.#running.stop(task);
    for (const task of drop) this.#drop(task);
    for (const query of releasedQueries) this.#release(query);
  }

  #onReached(error: FfqError | undefined): void {
    if (error === undefined) this.#say("info", "the coordinator answers");
    else this.#say("warn", "the coordinator cannot be reached", error);
  }

  #onPoll({ tasks, stages, cancel, releasedQueries }: GetTaskResponse): void {
    for (const task of cancel) this.#running.stop(task);
    for (const query of releasedQueries) this.#release(query);
    for (const assignment of tasks) {
      const { task } = assignment;
      const plan = stages.find(({ query, stage }) => query === task.query && stage === task.stage);
      if (plan === undefined) {
        this.#say("error", "a task came without its plan", undefined, task);
        continue;
      }
      const signal = this.#running.take(task);
      if (signal === "known") continue;
      if (signal !== "full") void this.#run({ assignment, plan, endpoint: this.#endpoint, signal });
      else this.#reports.add({ task, outcome: { kind: "canceled" } }); // given back: it goes to whoever has room
    }
  }

  /** Never rejects: the runner answers with an outcome whatever happens. */
  async #run(given: Parameters<TaskRunner["run"]>[0]): Promise<void> {
    const { task } = given.assignment;
    const outcome = await this.#runner.run(given);
    switch (outcome.kind) {
      case "succeeded":
        this.#counts.succeeded++;
        this.#counts.bytesIn += outcome.metrics.bytesIn;
        this.#counts.bytesOut += outcome.metrics.bytesOut;
        break;
      case "failed":
        this.#counts.failed++;
        this.#say("warn", "a task failed", FfqError.fromData(outcome.error), task);
        break;
      case "canceled":
        this.#counts.canceled++;
        break;
      case "running":
        break;
    }
    this.#running.end(task);
    // With the report the coordinator gives the slot away, in answer to the poll that is open.
    this.#reports.add({ task, outcome });
    this.#changed();
  }

  #onTaken({ reports, stale, offered }: TakenReports): void {
    for (const { task } of reports) this.#running.acknowledge(task);
    for (const task of stale) this.#drop(task);
    this.#poller.offered(offered.poll, offered.freeSlots);
    this.#changed();
  }

  /** Nobody wants what the attempt made. */
  #drop(task: TaskAttempt): void {
    this.#results.drop(task, NOT_WANTED);
    this.#inBackground(this.#outputs.drop(task));
  }

  /** The query has ended: its tasks are stopped, then all of it goes. */
  #release(query: ClusterQueryId): void {
    this.#results.release(query, NOT_WANTED);
    const removed = async (): Promise<void> => {
      await this.#running.stopAll(query);
      this.#running.forget(query);
      this.#runner.forget(query);
      await this.#outputs.release(query);
    };
    this.#inBackground(removed());
  }

  /** Removing files may fail; what stays is swept later. */
  #inBackground(work: Promise<void>): void {
    work.then(
      () => this.#changed(),
      (thrown: unknown) => this.#say("warn", "files could not be removed", FfqError.from(thrown)),
    );
  }

  /** Runs until the worker stops. Never rejects. */
  async #sweep(): Promise<void> {
    const { clock, log } = this.#options;
    const { orphanMs } = this.#limits;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await sleep(clock, Math.max(1000, orphanMs / 4), signal);
        const busy = new Set(this.#running.list().map(({ query }) => query));
        const swept = [
          ...(await this.#outputs.sweep(orphanMs, busy)),
          ...this.#results.sweep(orphanMs, busy, NOT_WANTED),
        ];
        for (const query of new Set(swept)) {
          this.#running.forget(query);
          this.#runner.forget(query);
          log({ level: "info", message: `what query ${query} left was orphaned, and removed` });
        }
        this.#changed();
      } catch (thrown) {
        if (!signal.aborted) this.#say("warn", "orphaned files could not be removed", FfqError.from(thrown));
      }
    }
  }

  #say(level: "info" | "warn" | "error", message: string, error?: FfqError, task?: TaskAttempt): void {
    const of = { ...(task === undefined ? {} : { task }), ...(error === undefined ? {} : { error: error.toData() }) };
    this.#options.log({ level, message, ...of });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakes.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}
