// One worker thread of a crew, and the tasks it has. It is given tasks once it has said that it is ready.
import type { Worker } from "node:worker_threads";
import type { Memories } from "../arena/memories.ts";
import { FfqError } from "../common/error.ts";
import type { Command, Report } from "../pipeline/protocol.ts";
import { SentParts, type SentWork } from "./sent-parts.ts";

/** What a worker says: that it listens, then reports. */
export type WorkerMessage = Report | { readonly kind: "ready" };

type OpenCommand = Extract<Command, { readonly kind: "open" }>;

/** What a worker is told: of a memory before the first task that lies in it, then commands. */
export type WorkerCommand =
  | Exclude<Command, OpenCommand>
  | (Omit<OpenCommand, "work"> & { readonly work: SentWork })
  | { readonly kind: "memory"; readonly number: number; readonly memory: WebAssembly.Memory };

export class ThreadMember {
  readonly #worker: Worker;
  readonly #memories: Memories;
  /** Numbers of the memories that the worker knows: it starts with the first. */
  readonly #known = new Set([0]);
  readonly #tasks = new Map<number, (report: Report) => void>();
  readonly #sent = new SentParts();
  #isReady = false;

  constructor(worker: Worker, memories: Memories, onExit: () => void) {
    this.#worker = worker;
    this.#memories = memories;
    let cause: unknown;
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "ready") this.#isReady = true;
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

  /** It listens. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get load(): number {
    return this.#tasks.size;
  }

  open(command: Extract<Command, { kind: "open" | "encode" }>, listener: (report: Report) => void): void {
    // What cannot be sent throws here, before the task counts as open.
    if (command.kind === "open") this.#postOpen(command);
    else this.#worker.postMessage(command);
    if (this.#tasks.size === 0) this.#worker.ref();
    this.#tasks.set(command.task, listener);
  }

  #postOpen(command: OpenCommand): void {
    this.#tellOf(command.query.memory);
    const sent: WorkerCommand = { ...command, work: this.#sent.pack(command.work) };
    try {
      this.#worker.postMessage(sent);
    } catch (thrown) {
      this.#sent.undo();
      throw thrown;
    }
  }

  #tellOf(number: number): void {
    if (this.#known.has(number)) return;
    const command: WorkerCommand = { kind: "memory", number, memory: this.#memories.at(number).lend() };
    this.#worker.postMessage(command);
    this.#known.add(number);
  }

  send(command: Exclude<Command, OpenCommand>, moved: readonly ArrayBuffer[] = []): void {
    if (!this.#tasks.has(command.task)) return;
    if (command.kind === "arena-rows") this.#tellOf(command.batch.memory);
    this.#worker.postMessage(command, moved);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
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
