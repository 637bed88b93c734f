// A crew of one: this thread. Work runs in slices between the event loop's turns, so that timers, I/O and other
// work of the process go on; for platforms without threads, and for tests that decide what time it is.
import type { Arena } from "../arena/arena.ts";
import type { Memories } from "../arena/memories.ts";
import { type Clock, workedMs } from "../common/clock.ts";
import type { SpillDisk } from "../io/spill-disk.ts";
import type { Crew, OpenTask } from "../pipeline/crew.ts";
import { Executor } from "../pipeline/executor.ts";
import type { Command, EncodeWork, QueryData, Report, Work } from "../pipeline/protocol.ts";
import { taskContexts } from "./task-context.ts";

/** A batch that began in time is ended: together they stay below 10 ms. */
const SLICE_MS = 6;

/**
 * Turns follow each other at once for so long before the event loop has its turn: most take microseconds, the loop's ten of
 * them. The last slice begins within it.
 */
const BURST_MS = 2;

export class InlineCrew implements Crew {
  readonly capacity = 1;
  readonly here = 0;
  readonly #executor: Executor;
  readonly #listeners = new Map<number, (report: Report) => void>();
  readonly #reports: Report[] = [];
  readonly #clock: Clock;
  readonly #worked: () => number;
  /** When the event loop last gave a turn. */
  #burstStart = Number.NEGATIVE_INFINITY;
  #nextTask = 0;
  #isScheduled = false;
  #busyMs = 0;

  /** @param worked how long this process has worked, in milliseconds */
  constructor(
    memories: Pick<Memories, "at">,
    clock: Clock,
    openDisk?: (folder: string) => SpillDisk,
    worked: () => number = workedMs,
  ) {
    this.#clock = clock;
    this.#worked = worked;
    const arenaOf = (number: number): Arena => memories.at(number);
    this.#executor = new Executor({
      clock,
      sliceMs: SLICE_MS,
      arenaOf,
      contextOf: taskContexts(arenaOf, openDisk),
      report: (report) => {
        this.#reports.push(report);
        this.#schedule();
      },
      crew: () => this,
      onReady: () => this.#schedule(),
    });
  }

  members(): readonly number[] {
    return [0];
  }

  grow(): void {}

  /** How long it has worked, all in all: its own time, whatever else the machine does. */
  get busyMs(): number {
    return this.#busyMs;
  }

  load(): number {
    return this.#listeners.size;
  }

  open(_member: number, query: QueryData, work: Work, listener: (report: Report) => void): OpenTask {
    return this.#begin({ kind: "open", task: this.#nextTask++, query, work }, listener);
  }

  encode(_member: number, work: EncodeWork, listener: (report: Report) => void): OpenTask {
    return this.#begin({ kind: "encode", task: this.#nextTask++, work }, listener);
  }

  #begin(command: Extract<Command, { kind: "open" | "encode" }>, listener: (report: Report) => void): OpenTask {
    const { task } = command;
    this.#listeners.set(task, listener);
    this.#executor.handle(command);
    this.#schedule();
    return {
      send: (command) => {
        this.#executor.handle({ ...command, task });
        this.#schedule();
      },
    };
  }

  async close(): Promise<void> {}

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (this.#clock.now() - this.#burstStart < BURST_MS) {
      queueMicrotask(() => this.#turn());
      return;
    }
    setImmediate(() => {
      this.#burstStart = this.#clock.now();
      this.#turn();
    });
  }

  #turn(): void {
    this.#isScheduled = false;
    for (const report of this.#reports.splice(0)) {
      const listener = this.#listeners.get(report.task);
      if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") {
        this.#listeners.delete(report.task);
      }
      listener?.(report);
    }
    const start = this.#worked();
    const ran = this.#executor.runSlice();
    this.#busyMs += this.#worked() - start;
    if (ran) this.#schedule();
  }
}
