// A crew of worker threads over shared memories. Threads start as work asks for them and serve one query after the
// other; one that dies fails the tasks it had, and its place is filled anew. Until the first one is ready this thread
// stands in, in slices as without threads: a program that asks one small question is done before a thread would
// have started. Idle threads do not keep the process alive.
import type { Worker } from "node:worker_threads";
import type { Memories } from "../arena/memories.ts";
import { buffersOf } from "../column/result-batch.ts";
import type { Clock } from "../common/clock.ts";
import { FfqError } from "../common/error.ts";
import type { Crew, OpenTask, TaskCommand } from "../pipeline/crew.ts";
import type { EncodeWork, QueryData, Report, Work } from "../pipeline/protocol.ts";
import { InlineCrew } from "./inline-crew.ts";
import { ThreadMember } from "./thread-member.ts";
import type { WorkerInput } from "./worker.ts";

/** Beside this file, with its ending: sources and builds both find their worker. */
function defaultEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker-entry.ts" : "./worker-entry.js", import.meta.url);
}

/** What a worker thread starts with: a module that calls `runWorker`, or what makes a worker of it. */
export type WorkerEntry = URL | ((input: WorkerInput) => Worker);

export interface ThreadCrewOptions {
  readonly memories: Memories;
  readonly threads: number;
  readonly clock: Clock;
  readonly workerEntry?: WorkerEntry;
  /** How long this thread works before it starts another. Default 50 ms. */
  readonly patienceMs?: number | undefined;
  /** How long this process has worked, in milliseconds. Default: what the system says. */
  readonly worked?: (() => number) | undefined;
}

/** This thread stands in without starting another for so much work: a thread takes as long to start, and has compiled nothing when it has. */
const PATIENCE_MS = 50;

/** One is started so soon after that, where it is one task that takes long. */
const LEAST_WAIT_MS = 5;

export class ThreadCrew implements Crew {
  readonly capacity: number;
  /** Member number `capacity`: this thread, while no other is ready and for what is asked of it. */
  readonly #standIn: InlineCrew;
  readonly #entry: WorkerEntry;
  readonly #memories: Memories;
  readonly #members: (ThreadMember | undefined)[] = [];
  readonly #clock: Clock;
  readonly #patienceMs: number;
  #nextTask = 0;
  #isWatched = false;
  #isClosed = false;

  /** @throws FfqError CONFIG when threads cannot share the memories */
  constructor({ memories, threads, workerEntry, clock, patienceMs = PATIENCE_MS, worked }: ThreadCrewOptions) {
    if (!memories.first.shared) {
      throw new FfqError("CONFIG", `${threads} threads cannot share unshared memory`, {
        hint: "Set threads to 0, or sharedMemory to true.",
      });
    }
    this.capacity = threads;
    this.#standIn = new InlineCrew(memories, clock, undefined, worked);
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#entry = workerEntry ?? defaultEntry();
    this.#memories = memories;
  }

  members(): readonly number[] {
    const ready = [...this.#members.keys()].filter((number) => this.#members[number]?.isReady === true);
    return ready.length > 0 ? ready : [this.capacity];
  }

  /** While this thread stands in, how long it works decides (`#watchStandIn`): every pipeline asks for more members. */
  grow(): void {
    if (this.#standsIn) this.#watchStandIn();
    else this.#startNext();
  }

  get #standsIn(): boolean {
    return this.members()[0] === this.capacity;
  }

  /** Starts one thread at a time: the next one when this one is ready and there is still more to do. */
  #startNext(): void {
    if (this.#isClosed) return;
    const places = Array.from({ length: this.capacity }, (_, number) => number);
    if (places.some((number) => this.#members[number]?.isReady === false)) return;
    const free = places.find((number) => this.#members[number] === undefined);
    if (free !== undefined) this.#start(free);
  }

  get here(): number {
    return this.capacity;
  }

  load(member: number): number {
    return member === this.capacity ? this.#standIn.load() : (this.#members[member]?.load ?? 0);
  }

  open(number: number, query: QueryData, work: Work, listener: (report: Report) => void): OpenTask {
    const member = this.#members[number];
    if (number === this.capacity || member === undefined) {
      this.#watchStandIn();
      return this.#standIn.open(0, query, work, listener);
    }
    const task = this.#nextTask++;
    try {
      member.open({ kind: "open", task, query, work }, listener);
    } catch (thrown) {
      // Expressions that nest too deeply to be copied to a thread, where its stack ends, need not leave this one.
      if (!(thrown instanceof RangeError)) throw thrown;
      return this.#standIn.open(0, query, work, listener);
    }
    return { send: (command: TaskCommand) => member.send({ ...command, task }) };
  }

  encode(number: number, work: EncodeWork, listener: (report: Report) => void): OpenTask {
    const member = this.#members[number];
    if (number === this.capacity || member === undefined) {
      this.#watchStandIn();
      return this.#standIn.encode(0, work, listener);
    }
    const task = this.#nextTask++;
    member.open({ kind: "encode", task, work }, listener);
    return { send: (command: TaskCommand) => member.send({ ...command, task }, movedBy(command)) };
  }

  /** Starts a thread when this one's standing in turns out to be more than a moment's work. */
  #watchStandIn(): void {
    if (!this.#standsIn) return;
    if (this.#standIn.busyMs >= this.#patienceMs) {
      this.#startNext();
      return;
    }
    if (this.#isWatched) return;
    this.#isWatched = true;
    this.#clock.after(Math.max(this.#patienceMs - this.#standIn.busyMs, LEAST_WAIT_MS), () => {
      this.#isWatched = false;
      if (this.#standIn.load() > 0) this.#watchStandIn();
    });
  }

  #start(number: number): void {
    const entry = this.#entry;
    const input: WorkerInput = { memory: this.#memories.first.lend() };
    const worker = typeof entry === "function" ? entry(input) : startWorker(entry, input);
    const member = new ThreadMember(worker, this.#memories, () => {
      if (this.#members[number] === member) this.#members[number] = undefined;
    });
    this.#members[number] = member;
  }

  /** Ends the threads and waits for that. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#members.map(async (member) => member?.terminate()));
  }
}

/** Node's threads are asked for when one is wanted: programs of small questions never start one. */
function startWorker(entry: URL, workerData: WorkerInput): Worker {
  const { Worker: NodeWorker } = process.getBuiltinModule("node:worker_threads");
  return new NodeWorker(entry, { workerData });
}

/** The buffers of rows to encode: they move instead of being copied. */
function movedBy(command: TaskCommand): ArrayBuffer[] {
  return command.kind === "rows" ? buffersOf(command.batch) : [];
}
