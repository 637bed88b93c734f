// A cluster of real processes on this machine for tests: started by their commands, watched by their log, and ended
// with the test whatever happens.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface LogEntry {
  readonly event: string;
  readonly [detail: string]: unknown;
}

type Kind = "coordinator" | "worker";
const commandOf = (kind: Kind): string => fileURLToPath(new URL(`./${kind}.ts`, import.meta.url));

/** Times short enough for tests. */
const quickTimes = {
  FFQ_WORKER_LIVENESS_TIMEOUT_MS: "1500",
  // Longer than clients and workers pause that cannot reach their coordinator.
  FFQ_CLIENT_GRACE_MS: "4000",
  FFQ_NO_WORKERS_GRACE_MS: "4000",
  FFQ_DRAIN_MS: "2000",
};

export class TestProcess {
  readonly log: LogEntry[] = [];
  readonly #child: ChildProcess;
  readonly #wakes: (() => void)[] = [];
  /** What the process wrote that is no log entry: how it failed. */
  text = "";

  constructor(kind: Kind, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [commandOf(kind), ...args], {
      env: { ...process.env, ...quickTimes, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child.once("exit", () => this.#changed());
    if (this.#child.stderr !== null) createInterface(this.#child.stderr).on("line", (line) => this.#onLine(line));
  }

  #onLine(line: string): void {
    if (line.startsWith("{")) this.log.push(JSON.parse(line) as LogEntry);
    else this.text += `${line}\n`;
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The first entry of the log of which that holds, waited for. */
  async entry(holds: (entry: LogEntry) => boolean): Promise<LogEntry> {
    for (;;) {
      const found = this.log.find(holds);
      if (found !== undefined) return found;
      if (!this.isRunning) throw new Error(`the process ended: ${this.text}`);
      await new Promise<void>((resolve) => this.#wakes.push(resolve));
    }
  }

  event(event: string): Promise<LogEntry> {
    return this.entry((entry) => entry.event === event);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const gone = this.isRunning ? once(this.#child, "exit") : undefined;
    this.#child.kill(signal);
    if (signal === "SIGKILL") this.#child.kill("SIGCONT");
    await gone;
  }
}

export class TestCluster implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "ffq-cluster-"));
  readonly workers: TestProcess[] = [];
  readonly #env: Readonly<Record<string, string>>;
  coordinator!: TestProcess;
  url = "";

  private constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  static async start(workers: number, env: Readonly<Record<string, string>> = {}): Promise<TestCluster> {
    const cluster = new TestCluster(env);
    await cluster.startCoordinator("0");
    await Promise.all(Array.from({ length: workers }, () => cluster.startWorker()));
    return cluster;
  }

  /** On the same folder; on the port it had, unless it is the first. */
  async startCoordinator(port: string = new URL(this.url).port): Promise<void> {
    const args = ["--port", port, "--data-dir", join(this.folder, "coordinator")];
    this.coordinator = new TestProcess("coordinator", args, this.#env);
    this.url = String((await this.coordinator.event("listening"))["url"]);
  }

  async startWorker(...args: readonly string[]): Promise<TestProcess> {
    const common = ["--coordinator", this.url, "--work-dir", join(this.folder, "work"), "--threads", "0"];
    const worker = new TestProcess("worker", [...common, "--allow-path", this.folder, ...args], this.#env);
    this.workers.push(worker);
    await worker.event("the coordinator answers");
    return worker;
  }

  /** A page of the coordinator. */
  async page(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers });
  }

  async status(): Promise<{ readonly slots: number; readonly tasksRunning: number; readonly queriesRunning: number }> {
    return (await (await this.page("/status")).json()) as never;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.workers, this.coordinator].map((each) => each.end("SIGKILL")));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
