// One worker thread of a crew, and the tasks it has. Until the thread says that it is ready, its commands are kept
// here: who gives up before then is not kept waiting by a thread that is still starting.
import type { Worker } from "node:worker_threads";
import { FfqError } from "../common/error.ts";
import type { Command, Report } from "../pipeline/protocol.ts";

/** What a worker says: that it listens, then reports. */
export type WorkerMessage = Report | { readonly kind: "ready" };

export class ThreadMember {
  readonly #worker: Worker;
  readonly #tasks = new Map<number, (report: Report) => void>();
  /** By task, in order; absent once the thread listens. */
  #kept: Map<number, Command[]> | undefined = new Map();

  constructor(worker: Worker, onExit: () => void) {
    this.#worker = worker;
    let cause: unknown;
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") this.#flush();
      else this.#hear(message);
    });
    worker.on("error", (thrown) => {
      cause = thrown;
    });
    worker.on("exit", (code) => {
      onExit();
      this.#loseTasks(code, cause);
    });
    worker.unref();
  }

  get load(): number {
    return this.#tasks.size;
  }

  open(command: Extract<Command, { kind: "open" }>, listener: (report: Report) => void): void {
    // What cannot be sent throws here, before the task counts as open.
    if (this.#kept === undefined) this.#worker.postMessage(command);
    else this.#kept.set(command.task, [command]);
    if (this.#tasks.size === 0) this.#worker.ref();
    this.#tasks.set(command.task, listener);
  }

  send(command: Command): void {
    const { task } = command;
    if (!this.#tasks.has(task)) return;
    if (this.#kept === undefined) {
      this.#worker.postMessage(command);
      return;
    }
    if (command.kind !== "abort") {
      this.#kept.get(task)?.push(command);
      return;
    }
    this.#kept.delete(task);
    queueMicrotask(() => this.#hear({ kind: "aborted", task }));
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #flush(): void {
    const kept = this.#kept;
    this.#kept = undefined;
    for (const [task, commands] of kept ?? []) {
      try {
        for (const command of commands) this.#worker.postMessage(command);
      } catch (thrown) {
        this.#hear({ kind: "failed", task, error: FfqError.from(thrown).toData() });
      }
    }
  }

  #hear(report: Report): void {
    const listener = this.#tasks.get(report.task);
    if (report.kind === "finished" || report.kind === "failed" || report.kind === "aborted") {
      this.#tasks.delete(report.task);
      if (this.#tasks.size === 0) this.#worker.unref();
    }
    listener?.(report);
  }

  #loseTasks(code: number, cause: unknown): void {
    const error = new FfqError("INTERNAL", `a worker thread ended with code ${code}`, { sqlstate: "XX000" }, cause);
    for (const [task, listener] of [...this.#tasks]) {
      this.#tasks.delete(task);
      listener({ kind: "failed", task, error: error.toData() });
    }
  }
}
