// The door of a worker of a cluster: runs one task of one stage in this process, over exchanges that the caller
// provides. The task's memory is the caller's to use through the exchange ports while the task runs, and is freed
// when it has ended, however it did. The operators are those of the embedded runtime: both go through runFragment.
import { Memories } from "../arena/memories.ts";
import type { Region } from "../arena/region.ts";
import { TableMemory } from "../catalog/table-memory.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { ResultBatch } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { type Clock, systemClock } from "../common/clock.ts";
import { type FfqError, internal } from "../common/error.ts";
import type { StageId } from "../common/ids.ts";
import type { ExchangeReader, ExchangeWriter } from "../exchange/exchange.ts";
import { localSpillDisk } from "../io/local-spill-disk.ts";
import { SpillFolder } from "../io/spill-folder.ts";
import type { CustomOperators } from "../operator/custom-operator.ts";
import { resultOf } from "../operator/output.ts";
import type { Stage } from "../physical/fragment.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";
import type { Crew } from "../pipeline/crew.ts";
import type { DriverContext, OutputPort } from "../pipeline/driver-context.ts";
import { QueryControl } from "../pipeline/query-control.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import { Spill } from "../spill/spill.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type HeldTable, holdTable } from "./held-table.ts";
import { InlineCrew } from "./inline-crew.ts";
import { placeOfTask, type QueryPlace } from "./query-place.ts";
import type { SpillOptions } from "./query-spill.ts";
import { ResultQueue } from "./result-queue.ts";
import { runFragment } from "./run-fragment.ts";
import { ExchangeOutput } from "./stage-exchanges.ts";
import { ThreadCrew, type WorkerEntry } from "./thread-crew.ts";

export interface TaskHostOptions {
  /** Worker threads; 0 runs on the caller's thread, in slices. */
  readonly threads: number;
  /** The most memory of all tasks together. Default 4 GiB. */
  readonly arenaBytes?: number;
  /** Default true; false where memory cannot be shared, with threads 0. */
  readonly sharedMemory?: boolean;
  readonly workerEntry?: WorkerEntry;
  /** Operators of extensions that plans may name. */
  readonly operators?: CustomOperators;
  readonly clock?: Clock;
  /** Where tasks spill what does not fit into memory. Default: the system's directory for temporary files. */
  readonly spillDirectory?: string;
}

/** What an exchange port of a task may use while the task runs. */
export interface TaskMemory {
  readonly region: Region;
  /** Aborted with the task's error when it fails or is stopped. */
  readonly signal: AbortSignal;
  /** Of the columns, in order. */
  readonly types: readonly LogicalType[];
  /** The memory stays until this has settled, even when the task has ended: for whoever may still write to it. */
  readonly keep: (until: Promise<unknown>) => void;
}

export type TaskOutput =
  /** Rows for the tasks of other stages, by partition; a broadcast's are all in partition 0. */
  | { readonly kind: "exchange"; readonly open: (memory: TaskMemory) => ExchangeWriter }
  /** The query's result, in order. Batches do not come faster than `put` resolves; the signal says that it may stop. */
  | { readonly kind: "result"; readonly put: (batch: ResultBatch, signal: AbortSignal) => Promise<void> };

export interface TaskOptions extends SpillOptions {
  readonly stage: Stage;
  readonly partition: number;
  /** Opens the tables that the plan names. */
  readonly tables: (ref: TableRef) => TableProvider;
  /** Called for each exchange-read of the plan when its rows are wanted. */
  readonly input: (stage: StageId, memory: TaskMemory) => ExchangeReader;
  readonly output: TaskOutput;
  /** Stops the task: CANCELLED. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Bytes; absent: what the arena holds. */
  readonly memoryLimit?: number;
  readonly batchRows?: number;
}

export interface TaskSummary {
  readonly peakBytes: number;
  readonly milliseconds: number;
}

/** A task's resources, from its start to its end. */
interface TaskScope {
  readonly place: QueryPlace;
  readonly control: QueryControl;
  /** What the task's end waits for. */
  readonly kept: Promise<unknown>[];
}

export class TaskHost {
  readonly #memories: Memories;
  /** Of tables, which outlive tasks and count apart from them. */
  readonly #tables: TableMemory;
  readonly #crew: Crew;
  readonly #clock: Clock;
  readonly #operators: CustomOperators;
  readonly #spillFolder: SpillFolder;
  readonly #running = new Map<QueryControl, Promise<void>>();
  #isClosed = false;

  private constructor(
    memories: Memories,
    crew: Crew,
    { clock, operators, spillFolder }: { clock: Clock; operators: CustomOperators; spillFolder: SpillFolder },
  ) {
    this.#memories = memories;
    this.#spillFolder = spillFolder;
    this.#tables = new TableMemory(memories);
    this.#crew = crew;
    this.#clock = clock;
    this.#operators = operators;
  }

  /** @throws FfqError CONFIG for threads without shared memory */
  static create({
    threads,
    arenaBytes,
    sharedMemory = true,
    workerEntry,
    operators = () => undefined,
    clock = systemClock,
    spillDirectory,
  }: TaskHostOptions): TaskHost {
    const memories = Memories.create({ shared: sharedMemory, ...sharesOf(arenaBytes) });
    const entry = workerEntry === undefined ? {} : { workerEntry };
    const crew =
      threads === 0 ? new InlineCrew(memories, clock) : new ThreadCrew({ memories, threads, clock, ...entry });
    return new TaskHost(memories, crew, { clock, operators, spillFolder: new SpillFolder(spillDirectory) });
  }

  /** Resolves when all rows of the task are out. @throws FfqError when it fails or is stopped, with all memory freed */
  async run(task: TaskOptions): Promise<TaskSummary> {
    if (this.#isClosed) throw stopError("closed");
    const startedAt = this.#clock.now();
    const threads = this.#crew.capacity;
    const place = placeOfTask(this.#memories, { ...task, spillFolder: this.#spillFolder, threads });
    try {
      const control = new QueryControl([place.flag], (error) => this.#damaged(error));
      await this.#runStoppable(task, { place, control, kept: [] });
      if (control.failure !== undefined) throw control.failure;
      return { peakBytes: place.memory.peakBytes, milliseconds: this.#clock.now() - startedAt };
    } finally {
      place.release();
    }
  }

  /** Takes rows in, for tasks to scan. @throws FfqError MEMORY_LIMIT when the memory is full */
  holdTable(
    table: { readonly name: string; readonly fields: readonly Field[] },
    batches: Iterable<ResultBatch>,
  ): HeldTable {
    return holdTable((bytes) => this.#tables.roomFor(bytes), table, batches);
  }

  /** Stops what runs (CLOSED), waits for it, and ends the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const control of this.#running.keys()) control.stop("closed");
    await Promise.all(this.#running.values());
    await this.#crew.close();
    this.#spillFolder.close();
  }

  /** Nothing that lies in the memories can be trusted any more: what runs ends, and what comes finds them closed to it. */
  #damaged(error: FfqError): void {
    for (const arena of this.#memories.all) arena.markDamaged();
    for (const control of this.#running.keys()) if (control.error === undefined) control.fail(error);
  }

  /** Resolves when nothing of the task runs any more; what failed is in the control. */
  async #runStoppable(task: TaskOptions, scope: TaskScope): Promise<void> {
    const { signal, timeoutMs } = task;
    const { control } = scope;
    const ended = Promise.withResolvers<void>();
    this.#running.set(control, ended.promise);
    const cancel = (): void => control.stop("cancelled", signal?.reason);
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted === true) cancel();
    const stopTimer = timeoutMs === undefined ? undefined : this.#clock.after(timeoutMs, () => control.stop("timeout"));
    try {
      control.check();
      await (task.output.kind === "result"
        ? this.#runResult(task, task.output, scope)
        : this.#runExchange(task, task.output, scope));
    } catch (thrown) {
      control.fail(thrown);
    } finally {
      await Promise.allSettled(scope.kept);
      removeFiles(scope);
      stopTimer?.();
      signal?.removeEventListener("abort", cancel);
      this.#running.delete(control);
      ended.resolve();
    }
  }

  async #runExchange(
    task: TaskOptions,
    { open }: Extract<TaskOutput, { kind: "exchange" }>,
    scope: TaskScope,
  ): Promise<void> {
    const { place, control } = scope;
    const types = task.stage.plan.fields.map(({ type }) => type);
    const output = new ExchangeOutput(open(memoryOf(scope, types)), place.memory.region, control);
    try {
      await runFragment(task, this.#context(task, scope, output), { isResult: false });
      await output.settled();
      // Rows that could not leave have failed the task by now: what is there must not pass for all of it.
      control.check();
      await output.end();
    } finally {
      // Rows may still be on their way out when the task has failed: the memory is theirs until then.
      await output.settled();
    }
  }

  async #runResult(
    task: TaskOptions,
    { put }: Extract<TaskOutput, { kind: "result" }>,
    scope: TaskScope,
  ): Promise<void> {
    const { control } = scope;
    const queue = new ResultQueue();
    const forget = control.onStop(() => queue.end());
    const pumped = pump(queue, control, put);
    try {
      await runFragment(task, this.#context(task, scope, queue), { isResult: true });
    } catch (thrown) {
      control.fail(thrown);
    } finally {
      queue.end();
      forget();
      await pumped;
    }
  }

  #context(task: TaskOptions, scope: TaskScope, output: OutputPort): DriverContext {
    const { place, control } = scope;
    const { spill } = place;
    const { region, streaming } = place.memory;
    const { stage, partition, tables } = task;
    return {
      crew: this.#crew,
      control,
      region,
      streaming,
      query: place.data,
      partition,
      partitions: stage.partitions,
      tables,
      exchange: (from) => task.input(from, memoryOf(scope, typesRead(stage.plan, from))),
      output,
      removeFiles: (names) => new Spill(region.arena, spill.data, localSpillDisk(spill.data.folder)).remove(names),
      operators: this.#operators,
      measure: () => {},
    };
  }
}

/** The largest memory there can be. */
const MOST_OF_ONE = 2 ** 32;

/** As few memories as hold so many bytes together, each the same share. */
function sharesOf(bytes: number | undefined): { readonly maximumBytes?: number; readonly most?: number } {
  if (bytes === undefined) return { most: 1 };
  const most = Math.max(1, Math.ceil(bytes / MOST_OF_ONE));
  return { most, maximumBytes: bytes / most };
}

/** Files that stay on the disk are an error of the task, if it has none already. */
function removeFiles({ place, control }: TaskScope): void {
  try {
    place.spill.close();
  } catch (thrown) {
    control.fail(thrown);
  }
}

function memoryOf({ place, control, kept }: TaskScope, types: readonly LogicalType[]): TaskMemory {
  return { region: place.memory.region, signal: control.signal, types, keep: (until) => void kept.push(until) };
}

/** Hands batches on until there are no more or the task is stopped. Never rejects. */
async function pump(
  queue: ResultQueue,
  control: QueryControl,
  put: (batch: ResultBatch, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    for (let output = await queue.take(); output !== undefined; output = await queue.take()) {
      if (control.error !== undefined) return;
      await put(resultOf(output), control.signal);
    }
  } catch (thrown) {
    control.fail(thrown);
  }
}

/** The types of the rows that a plan reads from a stage. */
function typesRead(plan: PhysicalPlan, stage: StageId): readonly LogicalType[] {
  const left = [plan];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === "exchange-read" && node.stage === stage) return node.fields.map(({ type }) => type);
    left.push(...childrenOf(node));
  }
  throw internal(`the plan does not read stage ${stage}`);
}
