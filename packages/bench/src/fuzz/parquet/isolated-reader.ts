// A reader that runs apart, on a thread or in a process, and is replaced when it does not answer in time.
import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import type { Outcome } from "./outcome.ts";

export type Answer = Outcome | { readonly kind: "hang" } | { readonly kind: "crash" };

/** What both a thread and a process can do. */
interface Isolate {
  send(path: string): void;
  onAnswer(listener: (answer: unknown) => void): void;
  onEnd(listener: () => void): void;
  end(): Promise<void>;
}

export class IsolatedReader {
  readonly #start: () => Isolate;
  readonly #patience: number;
  #isolate: Isolate | undefined;
  #ready: Promise<void> = Promise.resolve();
  #answer: ((answer: Answer) => void) | undefined;

  /** `patience`: milliseconds for a file. */
  constructor(script: URL, where: "thread" | "process", patience: number) {
    this.#start = () => (where === "thread" ? threadOf(script) : processOf(script));
    this.#patience = patience;
  }

  async read(path: string): Promise<Answer> {
    this.#isolate ??= this.#open();
    await this.#ready;
    const answered = new Promise<Answer>((resolve) => {
      this.#answer = resolve;
    });
    const timer = setTimeout(() => this.#answer?.({ kind: "hang" }), this.#patience);
    this.#isolate?.send(path);
    const answer = await answered;
    clearTimeout(timer);
    if (answer.kind === "hang" || answer.kind === "crash") await this.close();
    return answer;
  }

  async close(): Promise<void> {
    const isolate = this.#isolate;
    this.#isolate = undefined;
    await isolate?.end();
  }

  #open(): Isolate {
    const isolate = this.#start();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ready = promise;
    isolate.onAnswer((answer) => {
      if (answer === "ready") resolve();
      else this.#answer?.(answer as Outcome);
    });
    isolate.onEnd(() => {
      resolve();
      if (this.#isolate === isolate) this.#answer?.({ kind: "crash" });
    });
    return isolate;
  }
}

function threadOf(script: URL): Isolate {
  const worker = new Worker(script);
  return {
    send: (path) => worker.postMessage(path),
    onAnswer: (listener) => void worker.on("message", listener),
    onEnd: (listener) => {
      worker.on("error", listener);
      worker.on("exit", listener);
    },
    end: async () => void (await worker.terminate()),
  };
}

function processOf(script: URL): Isolate {
  const child = fork(script, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  return {
    send: (path) => void child.send(path),
    onAnswer: (listener) => void child.on("message", listener),
    onEnd: (listener) => {
      child.on("error", listener);
      child.on("exit", listener);
    },
    end: async () => void child.kill(),
  };
}
