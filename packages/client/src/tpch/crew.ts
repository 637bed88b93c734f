// Who does the tasks: worker threads, or this one.
import { Worker } from "node:worker_threads";
import { FfqError } from "@ffq/core";
import type { ErrorData } from "@ffq/core/physical";
import type { EncodedChunk } from "./file-format.ts";
import { runTask, type Task, type TaskContext } from "./task.ts";

export interface Crew {
  /** How many tasks keep everyone busy. */
  readonly width: number;
  run(task: Task): Promise<EncodedChunk>;
  close(): Promise<void>;
}

/** What a worker answers, in the order of its tasks. */
export type Reply = { readonly done: EncodedChunk } | { readonly failed: ErrorData };

/** A crew of `threads` workers; with 0 this thread works and lets the event loop run between tasks. */
export function assembleCrew(context: TaskContext, threads: number): Crew {
  return threads === 0 ? inlineCrew(context) : workerCrew(context, threads);
}

function inlineCrew(context: TaskContext): Crew {
  return {
    width: 1,
    async run(task) {
      await new Promise((resolve) => setImmediate(resolve));
      return runTask(context, task);
    },
    async close() {},
  };
}

function workerCrew(context: TaskContext, threads: number): Crew {
  const members = Array.from({ length: threads }, () => new Member(context));
  return {
    // One task in hand and one waiting each, so that nobody waits for this thread.
    width: threads * 2,
    run(task) {
      return members.reduce((idlest, member) => (member.load < idlest.load ? member : idlest)).run(task);
    },
    async close() {
      await Promise.all(members.map((member) => member.close()));
    },
  };
}

class Member {
  private readonly worker: Worker;
  private readonly waiting: PromiseWithResolvers<EncodedChunk>[] = [];
  private failure: FfqError | undefined;

  constructor(context: TaskContext) {
    // In development Node runs the source, in the published package the compiled file.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), { workerData: context });
    this.worker.on("message", (reply: Reply) => {
      const task = this.waiting.shift();
      if ("done" in reply) task?.resolve(reply.done);
      else task?.reject(FfqError.fromData(reply.failed));
    });
    this.worker.on("error", (error) => this.fail(FfqError.from(error)));
    this.worker.on("exit", () => this.fail(new FfqError("INTERNAL", "a generator thread ended early")));
  }

  get load(): number {
    return this.waiting.length;
  }

  run(task: Task): Promise<EncodedChunk> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const answer = Promise.withResolvers<EncodedChunk>();
    this.waiting.push(answer);
    this.worker.postMessage(task, task.kind === "chunk" && task.spare !== undefined ? [task.spare] : []);
    return answer.promise;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: FfqError): void {
    this.failure ??= error;
    for (const task of this.waiting.splice(0)) task.reject(this.failure);
  }
}
