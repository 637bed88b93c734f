// A crew of worker threads over the shared arena. Threads start when they are first needed and serve one query
// after the other; one that dies fails the tasks it had, and its place is filled anew. Idle threads do not keep
// the process alive.
import { Worker } from "node:worker_threads";
import type { Arena } from "../arena/arena.ts";
import { FfqError } from "../common/error.ts";
import type { Crew, OpenTask, TaskCommand } from "../pipeline/crew.ts";
import type { Command, QueryData, Report, Work } from "../pipeline/protocol.ts";
import type { WorkerInput } from "./worker.ts";

interface Member {
  readonly worker: Worker;
  readonly tasks: Map<number, (report: Report) => void>;
}

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
  readonly #members: (Member | undefined)[] = [];
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
    return this.#members[member]?.tasks.size ?? 0;
  }

  open(member: number, query: QueryData, work: Work, listener: (report: Report) => void): OpenTask {
    const task = this.#nextTask++;
    const started = this.#members[member] ?? this.#start(member);
    if (started.tasks.size === 0) started.worker.ref();
    started.tasks.set(task, listener);
    const post = (command: Command): void => {
      if (started.tasks.has(task)) started.worker.postMessage(command);
    };
    post({ kind: "open", task, query, work });
    return { send: (command: TaskCommand) => post({ ...command, task }) };
  }

  #start(number: number): Member {
    const entry = this.#entry;
    const worker = typeof entry === "function" ? entry(this.#input) : new Worker(entry, { workerData: this.#input });
    const member: Member = { worker, tasks: new Map() };
    this.#members[number] = member;
    let cause: unknown;
    worker.on("message", (report: Report) => hear(member, report));
    worker.on("error", (thrown) => {
      cause = thrown;
    });
    worker.on("exit", (code) => {
      if (this.#members[number] === member) this.#members[number] = undefined;
      loseTasks(member, code, cause);
    });
    worker.unref();
    return member;
  }

  /** Ends the threads and waits for that. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(async (member) => member?.worker.terminate()));
  }
}

function hear(member: Member, report: Report): void {
  const listener = member.tasks.get(report.task);
  if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") {
    member.tasks.delete(report.task);
    if (member.tasks.size === 0) member.worker.unref();
  }
  listener?.(report);
}

function loseTasks(member: Member, code: number, cause: unknown): void {
  const error = new FfqError("INTERNAL", `a worker thread ended with code ${code}`, { sqlstate: "XX000" }, cause);
  for (const [task, listener] of [...member.tasks]) {
    member.tasks.delete(task);
    listener({ kind: "failed", task, error: error.toData() });
  }
}
