// Runs one attempt at a task: its plan decoded, its tables open, its rows in from other tasks' outputs and out to where
// others read them, or to the client. What comes of it is an outcome, never an exception; the report of that is what
// tells the coordinator where a map output is.
import {
  type Clock,
  type ClusterQueryId,
  FfqError,
  type Stage,
  type StageId,
  type TaskAttempt,
  type WorkerId,
} from "@ffq/core/physical";
import {
  type ExchangeReader,
  RecentMap,
  type ResultBatch,
  type TaskHost,
  type TaskMemory,
  type TaskOptions,
  type TaskSummary,
} from "@ffq/core/runtime";
import { type FrameRetries, type FrameSource, httpFrameSource } from "../rpc/frame-stream.ts";
import type { HttpFetch } from "../rpc/http.ts";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import { fetchFailureOf } from "../shuffle/errors.ts";
import type { HeldOutputs } from "../shuffle/held-outputs.ts";
import { partitionBytes } from "../shuffle/layout.ts";
import { MapOutputWriter } from "../shuffle/map-output-writer.ts";
import { ShuffleReader } from "../shuffle/shuffle-exchange.ts";
import type { FileStore } from "../store/file-store.ts";
import { shufflePath } from "../wire/data-path.ts";
import type {
  MapOutput,
  QuerySettings,
  RegisteredResponse,
  StagePlan,
  TaskAssignment,
  TaskInput,
  TaskMetrics,
  TaskOutcome,
} from "../wire/messages.ts";
import { checkPlanVersion, decodeStage } from "../wire/stage.ts";
import type { HeldResults } from "./held-results.ts";
import type { OpenTables, TaskTables } from "./task-tables.ts";

export interface TaskRunnerOptions {
  readonly worker: WorkerId;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: TaskHost;
  readonly coordinator: CoordinatorClient;
  readonly fetch: HttpFetch;
  readonly store: FileStore;
  readonly outputs: HeldOutputs;
  readonly results: HeldResults;
  readonly tables: TaskTables;
  /** Rows are asked for again. */
  readonly onRetry: (task: TaskAttempt, error: FfqError) => void;
  /** The longest silence of another worker. */
  readonly fetchIdleMs: number;
  /** Makes sure that the coordinator knows this worker. Rejects only with what the signal is aborted with. */
  readonly ensureKnown: (signal: AbortSignal) => Promise<void>;
}

export interface TaskToRun {
  readonly assignment: TaskAssignment;
  readonly plan: StagePlan;
  /** Where this worker's data plane answers. */
  readonly endpoint: string;
  readonly signal: AbortSignal;
}

/** An attempt on its way. */
interface Run {
  readonly task: TaskAttempt;
  readonly stage: Stage;
  readonly settings: QuerySettings;
  readonly inputs: readonly TaskInput[];
  readonly endpoint: string;
  readonly signal: AbortSignal;
  readonly tables: OpenTables["tables"];
  bytesIn: number;
}

const FETCH_ATTEMPTS = 5;
const REGISTER_PAUSE_MS = 200;
/** A stream that is worth a connection of its own: opening one takes about as long as a hundred kilobytes. */
const LONG_BYTES = 1 << 20;
/** Bytes of encoded plans whose decoded ones are kept. */
const KEPT_PLANS = 1 << 20;
/** A longer one is not kept: what it holds are rows that a statement has written out. */
const MOST_OF_PLAN = 1 << 16;
const CANCELED: TaskOutcome = { kind: "canceled" };

export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #retries: FrameRetries;
  /** Decoded plans, by query and stage. */
  readonly #stages = new Map<ClusterQueryId, Map<StageId, Stage>>();
  /** Those of queries before, by their bytes: what was planned and compiled for a plan is found by the same object. */
  readonly #decoded = new RecentMap<string, Stage>({ size: KEPT_PLANS, sizeOf: (bytes) => bytes.length });

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
    const { clock, random } = options;
    this.#retries = { clock, random, attempts: FETCH_ATTEMPTS, baseMs: 100, mostMs: 2000 };
  }

  /** Never rejects. */
  async run({ assignment, plan, endpoint, signal }: TaskToRun): Promise<TaskOutcome> {
    const { task, settings, isResult, inputs } = assignment;
    let tables: OpenTables | undefined;
    try {
      const stage = this.#stageOf(task, plan);
      tables = await this.#options.tables.open(task.query, stage.plan, signal);
      const run: Run = { task, stage, settings, inputs, endpoint, signal, tables: tables.tables, bytesIn: 0 };
      return await (isResult ? this.#runResult(run) : this.#runExchange(run));
    } catch (thrown) {
      return outcomeOf(FfqError.from(thrown), signal);
    } finally {
      tables?.release();
    }
  }

  /** The query has ended. */
  forget(query: ClusterQueryId): void {
    this.#stages.delete(query);
    this.#options.tables.forget(query);
  }

  #stageOf(task: TaskAttempt, { planVersion, plan }: StagePlan): Stage {
    const stages = this.#stages.get(task.query) ?? new Map<StageId, Stage>();
    this.#stages.set(task.query, stages);
    let stage = stages.get(task.stage);
    if (stage === undefined) {
      checkPlanVersion(planVersion);
      stage = this.#decode(plan);
      stages.set(task.stage, stage);
    }
    return stage;
  }

  #decode(plan: StagePlan["plan"]): Stage {
    if (plan.length > MOST_OF_PLAN) return decodeStage(plan);
    const bytes = Buffer.from(plan.buffer, plan.byteOffset, plan.length).toString("latin1");
    return this.#decoded.get(bytes, () => decodeStage(plan));
  }

  async #runExchange(run: Run): Promise<TaskOutcome> {
    const { host, store, outputs } = this.#options;
    const { task, stage } = run;
    const output = { store, task, output: stage.output, durable: false, memory: outputs.memory };
    const writers: MapOutputWriter[] = [];
    const open = (memory: TaskMemory): MapOutputWriter => {
      const writer = new MapOutputWriter(output, memory);
      writers.push(writer);
      return writer;
    };
    let summary: TaskSummary;
    try {
      summary = await host.run(this.#taskOf(run, { kind: "exchange", open }));
    } catch (thrown) {
      for (const writer of writers) await writer.abort();
      throw thrown;
    }
    const written = writers[0]?.written;
    if (written === undefined) throw new FfqError("INTERNAL", "a task ended without its output");
    const held = { task, partitionBytes: partitionBytes(written.index) };
    outputs.add(held, written.kept);
    const metrics = metricsOf(run, summary, written.rows, written.bytes);
    return { kind: "succeeded", metrics, partitionBytes: held.partitionBytes };
  }

  async #runResult(run: Run): Promise<TaskOutcome> {
    const { host, results, coordinator, worker } = this.#options;
    const { task, endpoint, signal } = run;
    const buffer = results.open(task);
    const register = async (): Promise<void> => {
      const isAccepted = await this.#register(run, () =>
        coordinator.controlPlane.registerQueryResults({ worker, task, endpoint }, { signal }),
      );
      if (!isAccepted) throw new FfqError("CANCELLED", "another attempt's result counts", { sqlstate: "57014" });
    };
    try {
      // While the task begins: its first rows wait for the word that they are wanted.
      const registered = register();
      registered.catch(() => undefined); // told below, where the task has not failed by itself before
      const put = async (batch: ResultBatch, until: AbortSignal): Promise<void> => {
        await registered;
        await buffer.put(batch, until);
      };
      const summary = await host.run(this.#taskOf(run, { kind: "result", put }));
      await registered;
      buffer.end();
      return { kind: "succeeded", metrics: metricsOf(run, summary, buffer.rows, buffer.bytes) };
    } catch (thrown) {
      const error = FfqError.from(thrown);
      results.drop(task, error);
      throw error;
    }
  }

  #taskOf(run: Run, output: TaskOptions["output"]): TaskOptions {
    const { task, stage, settings, signal, tables } = run;
    return {
      stage,
      partition: task.partition,
      tables,
      input: (from, memory) => this.#reader(run, from, memory),
      output,
      signal,
      batchRows: settings.batchRows,
      ...(settings.memoryLimit === 0 ? {} : { memoryLimit: settings.memoryLimit }),
      ...(settings.spillLimit === 0 ? {} : { spillLimit: settings.spillLimit }),
      ...(settings.spillThreshold === 0 ? {} : { spillThreshold: settings.spillThreshold }),
    };
  }

  #reader(run: Run, stage: StageId, memory: TaskMemory): ExchangeReader {
    const { query, partition } = run.task;
    const { coordinator } = this.#options;
    const known = run.inputs.find((input) => input.stage === stage);
    const options = {
      query,
      stage,
      partition,
      lookup: async (signal: AbortSignal) =>
        known === undefined
          ? coordinator.shuffle.getMapOutputs({ query, stage, partition }, { signal })
          : { complete: true, outputs: known.outputs },
      sourceOf: (output: MapOutput, from: number) => this.#sourceOf(output, from),
      retries: { ...this.#retries, onRetry: (error: FfqError) => this.#options.onRetry(run.task, error) },
      onBytes: (bytes: number) => {
        run.bytesIn += bytes;
      },
    };
    return new ShuffleReader(options, memory);
  }

  /** From this worker's own files where it wrote them. */
  #sourceOf({ task, worker, endpoint, bytes }: MapOutput, partition: number): FrameSource {
    const { worker: self, outputs, fetch, fetchIdleMs } = this.#options;
    if (worker !== self) {
      const url = endpoint + shufflePath({ task, partition });
      return httpFrameSource(fetch, url, fetchIdleMs, bytes >= LONG_BYTES);
    }
    return async (offset) => {
      if (outputs.bytesOf(task, partition) !== undefined) return outputs.read(task, partition, offset);
      throw new FfqError("FILE_NOT_FOUND", "this worker does not hold that output", { sqlstate: "58P01" });
    };
  }

  /**
   * Tells the coordinator what this worker has. One that does not know the worker (it was restarted, or took it for
   * lost) is asked again when it does.
   */
  async #register({ signal }: Run, call: () => Promise<RegisteredResponse>): Promise<boolean> {
    const { clock, random, ensureKnown } = this.#options;
    for (let isKnown = false; ; ) {
      try {
        const { accepted } = await call();
        if (accepted || isKnown) return accepted;
        await ensureKnown(signal);
        isKnown = true;
      } catch (thrown) {
        const error = FfqError.from(thrown);
        if (!error.retry || signal.aborted) throw error;
        isKnown = false;
        await sleep(clock, REGISTER_PAUSE_MS * (0.5 + random()), signal);
      }
    }
  }
}

function metricsOf({ bytesIn }: Run, summary: TaskSummary, rowsOut: number, bytesOut: number): TaskMetrics {
  const { milliseconds, peakBytes } = summary;
  return { rowsOut, bytesOut, bytesIn, elapsedMs: milliseconds, peakMemory: peakBytes };
}

function outcomeOf(error: FfqError, signal: AbortSignal): TaskOutcome {
  if (signal.aborted || error.code === "CANCELLED" || error.code === "CLOSED") return CANCELED;
  const fetch = fetchFailureOf(error);
  // Inputs that are being made anew are nobody's fault: the attempt is given back, not failed.
  if (error.code === "SHUFFLE_FETCH_FAILED" && fetch === undefined) return CANCELED;
  return { kind: "failed", error: error.toData(), ...(fetch === undefined ? {} : { fetch }) };
}
