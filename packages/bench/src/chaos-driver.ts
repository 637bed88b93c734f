// Does harm to a cluster of real processes, at random moments from one seed, and mends it again: kill -9 and a new
// start, SIGSTOP and SIGCONT, SIGTERM (a worker drains), connections cut, a disk that is full. At least one worker is
// always left alone, so that there is somebody to go on.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, type ClusterProcess } from "./cluster-processes.ts";
import { CuttingProxy } from "./cutting-proxy.ts";

export interface ChaosOptions {
  readonly workers: number;
  readonly directory: string;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** A worker, with what stands in front of it and what its files lie on. */
interface Post {
  worker: ClusterProcess;
  readonly proxy: CuttingProxy;
  /** Its files, as this process sees them, when they lie on a small disk of their own. */
  smallDisk: string | undefined;
  /** Something is being done to it. */
  isBusy: boolean;
}

/** Quick enough that the time is spent on queries, not on waiting. */
const times = {
  FFQ_WORKER_LIVENESS_TIMEOUT_MS: "3000",
  FFQ_NO_WORKERS_GRACE_MS: "30000",
  FFQ_CLIENT_GRACE_MS: "30000",
  FFQ_BLACKLIST_COOLDOWN_MS: "3000",
  FFQ_DRAIN_MS: "5000",
};
const DISK_MB = 24;

type Harm =
  | "kill worker"
  | "stop worker"
  | "drain worker"
  | "kill coordinator"
  | "stop coordinator"
  | "cut"
  | "fill disk";

/** How often each is done, of all. */
const weights: Readonly<Record<Harm, number>> = {
  "kill worker": 4,
  "stop worker": 2,
  "drain worker": 1,
  "kill coordinator": 2,
  "stop coordinator": 1,
  cut: 4,
  "fill disk": 2,
};

export class Chaos {
  readonly #options: ChaosOptions;
  readonly #cluster: Cluster;
  readonly #front: CuttingProxy;
  readonly #posts: Post[] = [];
  readonly #counts = new Map<string, number>();
  readonly #mending = new Set<Promise<void>>();
  readonly #hasSmallDisks: boolean;
  #random: number;
  #isCoordinatorBusy = false;

  private constructor(options: ChaosOptions, cluster: Cluster, front: CuttingProxy) {
    this.#options = options;
    this.#cluster = cluster;
    this.#front = front;
    this.#random = options.seed;
    this.#hasSmallDisks = canMountSmallDisks();
  }

  static async start(options: ChaosOptions): Promise<Chaos> {
    const cluster = await Cluster.start({
      workers: 0,
      threads: 1,
      slots: 2,
      allowPaths: [options.directory],
      env: times,
      workerArgs: ["--output-memory", "0"],
    });
    const front = await CuttingProxy.start(Number(new URL(cluster.url).port));
    const chaos = new Chaos(options, cluster, front);
    try {
      for (let at = 0; at < options.workers; at++) await chaos.#open();
      return chaos;
    } catch (thrown) {
      await chaos.close();
      throw thrown;
    }
  }

  /** Of the coordinator, behind what cuts its connections. */
  get url(): string {
    return this.#front.url;
  }

  get kills(): number {
    return (this.#counts.get("kill worker") ?? 0) + (this.#counts.get("kill coordinator") ?? 0);
  }

  summary(): string {
    const disks = this.#hasSmallDisks ? [] : ["fill disk=0 (no small disk can be mounted here)"];
    return [...[...this.#counts].map(([harm, count]) => `${harm}=${count}`), ...disks].join(" ");
  }

  async harmUntil(until: number): Promise<void> {
    while (performance.now() < until) {
      await sleep(1_000 + 5_000 * this.#unit());
      const harm = this.#pick();
      if (await this.#do(harm)) {
        this.#counts.set(harm, (this.#counts.get(harm) ?? 0) + 1);
        this.#options.say(`${Math.round((until - performance.now()) / 1000)} s left: ${harm}`);
      }
    }
  }

  /** Waits until everything is up again. */
  async mend(): Promise<void> {
    while (this.#mending.size > 0) await Promise.all(this.#mending);
    for (const post of this.#posts) if (post.smallDisk !== undefined) empty(post.smallDisk);
  }

  /** As by SIGTERM; answers what did not end as it should. */
  async shutDown(): Promise<readonly string[]> {
    const processes = [...this.#posts.map(({ worker }) => worker), this.#cluster.coordinator];
    await Promise.all(this.#posts.map(({ worker }) => worker.end("SIGTERM")));
    await this.#cluster.coordinator.end("SIGTERM");
    return processes
      .filter(({ exitCode }) => exitCode !== 0)
      .map(({ name, exitCode, log }) => `${name} ended with ${exitCode}: ${log.slice(-3).join(" ")}`);
  }

  async close(): Promise<void> {
    await this.#cluster.close();
    this.#front.close();
    for (const { proxy } of this.#posts) proxy.close();
  }

  async #open(): Promise<void> {
    const proxy = await CuttingProxy.start(0);
    const post: Post = { worker: this.#cluster.coordinator, proxy, smallDisk: undefined, isBusy: false };
    await this.#startWorker(post);
    this.#posts.push(post);
  }

  async #startWorker(post: Post): Promise<void> {
    let workDir = "";
    const args = ["--coordinator", this.#front.url, "--advertise", post.proxy.url];
    post.worker = await this.#cluster.startWorker(args, (command, folder) => {
      workDir = folder;
      return this.#hasSmallDisks ? onSmallDisk(command, folder) : command;
    });
    const { url } = await post.worker.entry("listening");
    post.proxy.target = Number(new URL(String(url)).port);
    if (this.#hasSmallDisks) post.smallDisk = join(`/proc/${post.worker.pid}/root`, workDir);
  }

  /** False: it could not be done now. */
  async #do(harm: Harm): Promise<boolean> {
    switch (harm) {
      case "kill worker":
        return this.#toWorker(async (post) => {
          await post.worker.end("SIGKILL");
          await this.#wait(200, 4_000);
          await this.#startWorker(post);
        });
      case "drain worker":
        return this.#toWorker(async (post) => {
          await post.worker.end("SIGTERM");
          await this.#startWorker(post);
        });
      case "stop worker":
        return this.#toWorker(async ({ worker }) => {
          worker.stop();
          await this.#wait(200, 8_000);
          worker.continue();
        });
      case "fill disk":
        return this.#hasSmallDisks && this.#toWorker((post) => this.#fill(post));
      case "kill coordinator":
        return this.#toCoordinator(async () => {
          await this.#cluster.coordinator.end("SIGKILL");
          await this.#wait(100, 3_000);
          await this.#cluster.startCoordinator();
        });
      case "stop coordinator":
        return this.#toCoordinator(async () => {
          this.#cluster.coordinator.stop();
          await this.#wait(200, 5_000);
          this.#cluster.coordinator.continue();
        });
      case "cut":
        return this.#cut();
    }
  }

  #cut(): boolean {
    const proxies = [this.#front, ...this.#posts.map(({ proxy }) => proxy)];
    return (proxies[Math.floor(this.#unit() * proxies.length)] as CuttingProxy).cut() > 0;
  }

  async #fill({ smallDisk }: Post): Promise<void> {
    if (smallDisk === undefined || !existsSync(smallDisk)) return;
    fill(smallDisk);
    await this.#wait(500, 5_000);
    empty(smallDisk);
  }

  /** All but one at most. */
  #toWorker(action: (post: Post) => Promise<void>): boolean {
    const free = this.#posts.filter(({ isBusy }) => !isBusy);
    if (free.length < 2) return false;
    const post = free[Math.floor(this.#unit() * free.length)] as Post;
    post.isBusy = true;
    this.#track(action(post), () => {
      post.isBusy = false;
    });
    return true;
  }

  #toCoordinator(action: () => Promise<void>): boolean {
    if (this.#isCoordinatorBusy) return false;
    this.#isCoordinatorBusy = true;
    this.#track(action(), () => {
      this.#isCoordinatorBusy = false;
    });
    return true;
  }

  #track(work: Promise<void>, after: () => void): void {
    const tracked = work.finally(() => {
      after();
      this.#mending.delete(tracked);
    });
    this.#mending.add(tracked);
    // A process that cannot be started ends the run: there is nothing more to learn.
    tracked.catch((thrown: unknown) => {
      process.stderr.write(`chaos: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
      process.exit(1);
    });
  }

  #wait(least: number, most: number): Promise<void> {
    return sleep(least + (most - least) * this.#unit() ** 2);
  }

  #pick(): Harm {
    const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
    let left = this.#unit() * sum;
    for (const [harm, weight] of Object.entries(weights)) {
      left -= weight;
      if (left < 0) return harm as Harm;
    }
    return "cut";
  }

  /** From 0 up to 1: a Weyl sequence, scrambled. */
  #unit(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#random ^ (this.#random >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}

/** In a mount namespace of its own, with a small disk in memory in the place of its folder. */
function onSmallDisk(command: readonly string[], folder: string): readonly string[] {
  const script = `mount -t tmpfs -o size=${DISK_MB}m tmpfs "$0" && exec "$@"`;
  return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, folder, ...command];
}

function canMountSmallDisks(): boolean {
  const [program, ...args] = onSmallDisk(["true"], "/tmp");
  return spawnSync(program as string, args, { stdio: "ignore" }).status === 0;
}

const BALLAST = "ballast";

function fill(folder: string): void {
  const file = openSync(join(folder, BALLAST), "w");
  const block = new Uint8Array(64 << 10);
  try {
    for (let written = 0; written < DISK_MB << 20; written += block.length) writeSync(file, block);
  } catch (thrown) {
    // That is what it is for.
    if ((thrown as NodeJS.ErrnoException).code !== "ENOSPC") throw thrown;
  } finally {
    closeSync(file);
  }
}

function empty(folder: string): void {
  rmSync(join(folder, BALLAST), { force: true });
}
