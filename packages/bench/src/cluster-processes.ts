// A cluster of real processes on this machine, started by its commands: for measuring, for comparing answers, and for
// a driver that kills and stops them. Whatever happens, no process and no file of it outlives `close`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./data.ts";

export type LogEntry = { readonly event: string } & Readonly<Record<string, unknown>>;

type Command = "coordinator" | "worker";
const commandFile = (command: Command): string => join(root, `packages/distributed/src/cli/${command}.ts`);

/** The last lines of a process's log that are kept. */
const KEPT_LINES = 200;

export class ClusterProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  #lines: string[] = [];
  #entries: LogEntry[] = [];
  #wakes: (() => void)[] = [];
  #isStopped = false;

  constructor(name: string, [program, ...args]: readonly string[], env: Readonly<Record<string, string>>) {
    this.name = name;
    this.#child = spawn(program as string, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const kill = (): void => void this.#child.kill("SIGKILL");
    process.on("exit", kill); // a driver that fails leaves nothing behind
    this.#child.once("exit", () => {
      process.off("exit", kill);
      this.#changed();
    });
    if (this.#child.stderr !== null) createInterface(this.#child.stderr).on("line", (line) => this.#onLine(line));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get isStopped(): boolean {
    return this.#isStopped && this.isRunning;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** What it said last. */
  get log(): readonly string[] {
    return this.#lines;
  }

  /** The first entry of its log with that event. @throws when it ends before */
  async entry(event: string): Promise<LogEntry> {
    for (;;) {
      const found = this.#entries.find((entry) => entry.event === event);
      if (found !== undefined) return found;
      if (!this.isRunning)
        throw new Error(`${this.name} ended with ${this.exitCode}: ${this.#lines.slice(-5).join("\n")}`);
      await new Promise<void>((resolve) => this.#wakes.push(resolve));
    }
  }

  stop(): void {
    this.#isStopped = this.#child.kill("SIGSTOP");
  }

  continue(): void {
    this.#isStopped = false;
    this.#child.kill("SIGCONT");
  }

  /** Resolves when it is gone; one that is asked to end and does not within `graceMs` is killed. */
  async end(signal: "SIGKILL" | "SIGTERM", graceMs = 30_000): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    this.continue();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(timer);
  }

  #onLine(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > 2 * KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
    if (line.startsWith("{")) this.#entries.push(JSON.parse(line) as LogEntry);
    if (this.#entries.length > KEPT_LINES) this.#entries = this.#entries.slice(0, KEPT_LINES);
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}

/** Makes a driver that is asked to end do so by way of its exit handlers. */
export function exitOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
}

export interface ClusterOptions {
  readonly workers: number;
  /** Of each worker. */
  readonly threads: number;
  readonly slots: number;
  /** Folders that workers may read. */
  readonly allowPaths: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workerArgs?: readonly string[];
}

export class Cluster {
  readonly folder: string;
  readonly workers: ClusterProcess[] = [];
  readonly options: ClusterOptions;
  #coordinator: ClusterProcess | undefined;
  #port = 0;
  #workersMade = 0;

  private constructor(folder: string, options: ClusterOptions) {
    this.folder = folder;
    this.options = options;
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(await mkdtemp(join(tmpdir(), "ffq-cluster-")), options);
    try {
      await cluster.startCoordinator();
      await Promise.all(Array.from({ length: options.workers }, () => cluster.startWorker()));
      return cluster;
    } catch (thrown) {
      await cluster.close();
      throw thrown;
    }
  }

  get coordinator(): ClusterProcess {
    if (this.#coordinator === undefined) throw new Error("the cluster has no coordinator");
    return this.#coordinator;
  }

  /** Where the coordinator listens, also after it was started again. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the folder and the port of the one before. */
  async startCoordinator(): Promise<void> {
    const args = ["--port", String(this.#port), "--data-dir", join(this.folder, "coordinator")];
    const process_ = this.#spawn("coordinator", [process.execPath, commandFile("coordinator"), ...args]);
    this.#coordinator = process_;
    const { url } = await process_.entry("listening");
    this.#port = Number(new URL(String(url)).port);
  }

  /**
   * @param wrap makes another command of the worker's: in a namespace of its own, say
   * @param args beside those that all workers have
   */
  async startWorker(
    args: readonly string[] = [],
    wrap: (command: readonly string[], workDir: string) => readonly string[] = (command) => command,
  ): Promise<ClusterProcess> {
    const name = `worker-${++this.#workersMade}`;
    const { threads, slots, allowPaths, workerArgs = [] } = this.options;
    const workDir = join(this.folder, name);
    await mkdir(workDir);
    const command = [
      ...[process.execPath, commandFile("worker"), "--coordinator", this.url, "--work-dir", workDir],
      ...["--threads", String(threads), "--slots", String(slots)],
      ...allowPaths.flatMap((path) => ["--allow-path", path]),
      ...workerArgs,
      ...args,
    ];
    const worker = this.#spawn(name, wrap(command, workDir));
    this.workers.push(worker);
    await worker.entry("the coordinator answers");
    return worker;
  }

  /** The coordinator's page about itself. */
  async status(): Promise<{ readonly slots: number; readonly queriesRunning: number; readonly tasksRunning: number }> {
    const response = await fetch(`${this.url}/status`);
    return (await response.json()) as { slots: number; queriesRunning: number; tasksRunning: number };
  }

  /** Kills what still runs. */
  async close(): Promise<void> {
    const processes = [...this.workers, ...(this.#coordinator === undefined ? [] : [this.#coordinator])];
    await Promise.all(processes.map((each) => each.end("SIGKILL")));
    await rm(this.folder, { recursive: true, force: true });
  }

  #spawn(name: string, command: readonly string[]): ClusterProcess {
    return new ClusterProcess(name, command, this.options.env ?? {});
  }
}
