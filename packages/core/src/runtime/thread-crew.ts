// A crew of worker threads over the shared arena. Threads start when they are first needed and serve one query
// after the other; one that dies fails the tasks it had, and its place is filled anew. Idle threads do not keep
// the process alive.
import { Worker } from "node:worker_threads";
import type { Arena } from "../arena/arena.ts";
import { FfqError } from "../common/error.ts";
import type { Crew, OpenTask, TaskCommand } from "../pipeline/crew.ts";
import type { QueryData, Report, Work } from "../pipeline/protocol.ts";
import { ThreadMember } from "./thread-member.ts";
import type { WorkerInput } from "./worker.ts";

/** Beside this file, with its ending: sources and builds both find their worker. */
function defaultEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker-entry.ts" : "./worker-entry.js", import.meta.url);
}

/** What a worker thread starts with: a module that calls `runWorker`, or what makes a worker of it. */
export type WorkerEntry = URL | ((input: WorkerInput) => Worker);

export interface ThreadCrewOptions {
  readonly arena: Arena;
  readonly threads: number;
  readonly workerEntry?: WorkerEntry;
}

export class ThreadCrew implements Crew {
  readonly size: number;
  readonly #entry: WorkerEntry;
  readonly #input: WorkerInput;
  readonly #members: (ThreadMember | undefined)[] = [];
  #nextTask = 0;

  /** @throws FfqError CONFIG when threads cannot share the arena */
  constructor({ arena, threads, workerEntry }: ThreadCrewOptions) {
    if (!arena.shared) {
      throw new FfqError("CONFIG", `${threads} threads cannot share unshared memory`, {
        hint: "Set threads to 0, or sharedMemory to true.",
      });
    }
    this.size = threads;
    this.#entry = workerEntry ?? defaultEntry();
    this.#input = { memory: arena.memory };
  }

  load(member: number): number {
    return this.#members[member]?.load ?? 0;
  }

  open(number: number, query: QueryData, work: Work, listener: (report: Report) => void): OpenTask {
    const task = this.#nextTask++;
    const member = this.#members[number] ?? this.#start(number);
    member.open({ kind: "open", task, query, work }, listener);
    return { send: (command: TaskCommand) => member.send({ ...command, task }) };
  }

  #start(number: number): ThreadMember {
    const entry = this.#entry;
    const worker = typeof entry === "function" ? entry(this.#input) : new Worker(entry, { workerData: this.#input });
    const member = new ThreadMember(worker, () => {
      if (this.#members[number] === member) this.#members[number] = undefined;
    });
    this.#members[number] = member;
    return member;
  }

  /** Ends the threads and waits for that. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(async (member) => member?.terminate()));
  }
}
