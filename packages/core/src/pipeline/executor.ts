// Runs tasks on one thread, inline or on a worker: takes commands, runs the tasks that can go on in turn, a slice
// each, and reports. Synchronous: whoever owns the thread decides when a slice runs and lets commands in between.
import type { Arena } from "../arena/arena.ts";
import type { Clock } from "../common/clock.ts";
import { FfqError } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { TaskContext } from "../operator/operator.ts";
import { CombineTask } from "./combine-task.ts";
import type { Crew } from "./crew.ts";
import { EncodeTask } from "./encode-task.ts";
import { PipelineTask } from "./pipeline-task.ts";
import type { Command, QueryData, Report } from "./protocol.ts";
import { RoundsTask } from "./rounds-task.ts";
import { ShareTask } from "./share-task.ts";
import { StepsTask } from "./steps-task.ts";
import type { Task } from "./task.ts";

export interface ExecutorOptions {
  readonly clock: Clock;
  /** How long a slice may take; a batch that began in time is ended. */
  readonly sliceMs: number;
  /** The engine's memories by number. */
  readonly arenaOf: (number: number) => Arena;
  readonly contextOf: (query: QueryData) => TaskContext;
  readonly report: (report: Report) => void;
  /** This thread, for tasks that run steps. */
  readonly crew: () => Crew;
  /** A task can go on though no command came. */
  readonly onReady: () => void;
}

export class Executor {
  readonly #options: ExecutorOptions;
  /** In the order in which they had their last turn. */
  readonly #tasks = new Map<number, Task>();

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  handle(command: Command): void {
    if (command.kind === "open" || command.kind === "encode") {
      this.#open(command);
      return;
    }
    const task = this.#tasks.get(command.task);
    // A task that failed is gone while its owner still sends: its end was reported.
    if (task === undefined) return;
    switch (command.kind) {
      case "morsels":
        if (task instanceof PipelineTask) task.push(command.morsels);
        return;
      case "list":
        if (task instanceof PipelineTask) task.addList(command.given);
        return;
      case "rows":
        if (task instanceof EncodeTask) task.add(command.batch);
        if (task.isDone) this.#tasks.delete(task.id);
        return;
      case "arena-rows":
        if (task instanceof EncodeTask) task.addFrom(this.#options.arenaOf(command.batch.memory), command.batch);
        if (task.isDone) this.#tasks.delete(task.id);
        return;
      case "credit":
        if (task instanceof PipelineTask || task instanceof StepsTask) task.addCredit();
        return;
      case "finish":
        if (task instanceof PipelineTask) task.finish(command.combine);
        else if (task instanceof EncodeTask) task.finish();
        return;
      case "phase":
        if (task instanceof ShareTask) task.begin(command.phase, command.isLast);
        return;
      case "abort":
        this.#tasks.delete(command.task);
        task.abort();
        return;
      default:
        unreachable(command);
    }
  }

  #open(command: Extract<Command, { kind: "open" | "encode" }>): void {
    const { task } = command;
    const { report } = this.#options;
    try {
      this.#tasks.set(task, this.#create(command));
    } catch (thrown) {
      report({ kind: "failed", task, error: FfqError.from(thrown).toData() });
    }
  }

  #create(command: Extract<Command, { kind: "open" | "encode" }>): Task {
    const { clock, contextOf, report, crew, onReady } = this.#options;
    const { task } = command;
    if (command.kind === "encode") return new EncodeTask(task, command.work, report);
    const { query, work } = command;
    const context = contextOf(query);
    switch (work.kind) {
      case "pipeline":
        return new PipelineTask(task, context, work, clock, report);
      case "combine":
        return new CombineTask(task, context, work, clock, report);
      case "rounds":
        return new RoundsTask(task, context, work, clock, report);
      case "share":
        return new ShareTask(task, context, work, clock, report);
      case "steps":
        return new StepsTask(task, { query, context, work, crew: crew(), report, onReady });
      default:
        return unreachable(work);
    }
  }

  /** Gives the task that waited longest a slice; false when none can go on. */
  runSlice(): boolean {
    for (const waiting of this.#tasks.values()) {
      if (!waiting.isReady) continue;
      // Its turn is over, whichever row group gets it.
      this.#tasks.delete(waiting.id);
      this.#tasks.set(waiting.id, waiting);
      const task = waiting instanceof EncodeTask ? this.#firstRowGroup(waiting) : waiting;
      this.#tasks.delete(task.id);
      task.runSlice(this.#options.clock.now() + this.#options.sliceMs);
      if (!task.isDone) this.#tasks.set(task.id, task);
      return true;
    }
    return false;
  }

  /** Row groups are encoded one after the other, in the order in which they are wanted. */
  #firstRowGroup(waiting: EncodeTask): EncodeTask {
    let first = waiting;
    for (const task of this.#tasks.values()) {
      if (task instanceof EncodeTask && task.isReady && task.id < first.id) first = task;
    }
    return first;
  }
}
