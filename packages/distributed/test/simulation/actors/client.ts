// A program that asks one question on a machine of its own and waits for the answer: patiently, or it changes its mind,
// or it dies. It judges what it gets: the right answer, an error that the harm done to the cluster explains, or a
// violation.
import type { Engine } from "@ffq/core";
import type { SimCluster } from "../cluster.ts";
import { differenceOf } from "../compare.ts";
import { openEngine } from "../programs.ts";
import type { SimProcess } from "../sim-clock.ts";
import type { SimHost } from "../sim-host.ts";
import type { SimRandom } from "../sim-random.ts";
import { type Answer, answerOf, type Question, type Workload } from "../workload.ts";

export type Manner =
  | { readonly kind: "waits" }
  /** Asks for it to be stopped after so long. */
  | { readonly kind: "cancels"; readonly afterMs: number }
  /** Its machine is gone after so long. */
  | { readonly kind: "vanishes"; readonly afterMs: number };

export interface ClientOptions {
  readonly name: string;
  readonly cluster: SimCluster;
  readonly workload: Workload;
  readonly question: Question;
  readonly manner: Manner;
  /** Errors that come of harm are no violations. */
  readonly mayFail: () => boolean;
}

/** What a caller can do about: try again, later or elsewhere. */
const EXCUSES: ReadonlySet<string> = new Set([
  "IO",
  "TIMEOUT",
  "UNAVAILABLE",
  "SHUFFLE_FETCH_FAILED",
  "MISSING_EXTENSION",
]);
/** A client that gives up has its answer soon; a little later when the coordinator is out of reach. */
const CANCEL_MS = { calm: 1_000, harmed: 6_000 } as const;

export class Client {
  readonly host: SimHost;
  readonly #options: ClientOptions;
  #isOver = false;
  #isExcused = false;
  #cancelledAt: number | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.host = options.cluster.client(options.name, (process) => this.#run(process));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** True when it got an error that the harm explains. */
  get isExcused(): boolean {
    return this.#isExcused;
  }

  get question(): string {
    return this.#options.question.name;
  }

  start(): void {
    this.host.start();
  }

  async #run(process: SimProcess): Promise<void> {
    const { cluster, workload, question, manner } = this.#options;
    const { log, loop } = cluster;
    log.add(loop.now, process.name, `asks "${question.name}" and ${manner.kind}`);
    const controller = new AbortController();
    if (manner.kind === "vanishes") loop.post(undefined, manner.afterMs, () => this.#vanish());
    if (manner.kind === "cancels") {
      process.clock.after(manner.afterMs, () => {
        if (this.#isOver) return;
        this.#cancelledAt = loop.now;
        log.add(loop.now, process.name, "cancels");
        controller.abort();
      });
    }
    const engine = await openEngine(cluster, process, { ...workload, ...question });
    const answer = await answerOf(engine, question.sql, controller.signal);
    this.#judge(answer);
    await this.#close(engine);
    this.host.exited(process);
  }

  #vanish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.host.kill();
  }

  #judge(answer: Answer): void {
    const { cluster, question, manner, mayFail, name } = this.#options;
    const { log, loop, violation } = cluster;
    const got = answer.kind === "rows" ? `${answer.rows.length} rows` : `${answer.code} ${answer.message}`;
    log.add(loop.now, name, `got ${got}`);
    this.#isOver = true;
    const difference = differenceOf(question, answer);
    const patience = mayFail() ? CANCEL_MS.harmed : CANCEL_MS.calm;
    if (this.#cancelledAt !== undefined && loop.now - this.#cancelledAt > patience) {
      violation("cancel", `${name} waited ${loop.now - this.#cancelledAt} ms for the end of "${question.name}"`);
    }
    if (difference === undefined) return;
    if (answer.kind === "error" && manner.kind === "cancels" && answer.code === "CANCELLED") return;
    if (answer.kind === "error" && EXCUSES.has(answer.code) && mayFail()) {
      this.#isExcused = true;
      return;
    }
    violation("answer", `${name} asked "${question.name}": ${difference}`);
  }

  async #close(engine: Engine): Promise<void> {
    await engine.close();
  }
}

/** Most clients wait. */
export function chooseManner(random: SimRandom): Manner {
  const unit = random.unit();
  if (unit < 0.8) return { kind: "waits" };
  const afterMs = random.between(10, 4_000);
  return unit < 0.93 ? { kind: "cancels", afterMs } : { kind: "vanishes", afterMs };
}
