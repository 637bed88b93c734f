// Plays seeds in several processes at the same time (a simulation has the globals of its process to itself) and hands
// on what each gave, as it comes. A process that says nothing for too long, or ends early, is a violation of the seed
// that it was at.
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SeedOutcome } from "./run-seed.ts";

export type SeedLine = Omit<SeedOutcome, "tail">;

export interface Spread {
  readonly from: number;
  readonly seeds: number;
  readonly jobs: number | undefined;
  /** A deliberate defect. */
  readonly mutant?: string;
}

/** The real time a seed may take: many times what it needs. */
const PATIENCE_MS = 180_000;

/** `onLine` says whether to go on; resolves when all has been played, or nothing more is to be. */
export async function spreadSeeds(spread: Spread, onLine: (line: SeedLine) => boolean): Promise<void> {
  const jobs = Math.max(1, Math.min(spread.jobs ?? availableParallelism(), spread.seeds));
  const parts = Array.from({ length: jobs }, (_, at) => new Part(spread, at, jobs));
  const stopAll = (): void => {
    for (const part of parts) part.stop();
  };
  await Promise.all(
    parts.map((part) =>
      part.play((line) => {
        if (!onLine(line)) stopAll();
      }),
    ),
  );
}

class Part {
  readonly #spread: Spread;
  readonly #step: number;
  #next: number;
  #left: number;
  #isStopped = false;
  #stopChild: () => void = () => undefined;

  constructor(spread: Spread, at: number, jobs: number) {
    this.#spread = spread;
    this.#step = jobs;
    this.#next = spread.from + at;
    this.#left = Math.ceil((spread.seeds - at) / jobs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopChild();
  }

  /** A process that dies over a seed is replaced for the seeds behind it. */
  async play(onLine: (line: SeedLine) => void): Promise<void> {
    while (this.#left > 0 && !this.#isStopped) {
      const why = await this.#playOnce((line) => {
        this.#advance();
        onLine(line);
      });
      if (this.#left === 0 || this.#isStopped) return;
      const seed = this.#next;
      this.#advance();
      onLine({ ...nothing, seed, violations: [why] });
    }
  }

  #advance(): void {
    this.#next += this.#step;
    this.#left--;
  }

  #playOnce(onLine: (line: SeedLine) => void): Promise<string> {
    const { mutant } = this.#spread;
    const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
    const part = ["--part", `${this.#next},${this.#left},${this.#step}`];
    const defect = mutant === undefined ? [] : ["--mutant", mutant];
    const preload = mutant === undefined ? [] : ["--import", file("mutate.ts")];
    const child = spawn(process.execPath, [...preload, file("simulate.ts"), ...part, ...defect], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    let isLate = false;
    const kill = (): void => void child.kill("SIGKILL");
    this.#stopChild = kill;
    const onLate = (): void => {
      isLate = true;
      kill();
    };
    let watchdog = setTimeout(onLate, PATIENCE_MS);
    child.stderr.on("data", (text: Buffer) => {
      errors = (errors + text.toString()).slice(-4_000);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(onLate, PATIENCE_MS);
      onLine(JSON.parse(line) as SeedLine);
    });
    return new Promise((resolve) => {
      child.on("close", (code) => {
        clearTimeout(watchdog);
        resolve(isLate ? `the process stood still for ${PATIENCE_MS} ms` : `the process ended with ${code}: ${errors}`);
      });
    });
  }
}

const nothing: Omit<SeedLine, "seed" | "violations"> = {
  queries: 0,
  excused: 0,
  faults: {},
  digest: "",
  lines: 0,
  simulatedMs: 0,
};
