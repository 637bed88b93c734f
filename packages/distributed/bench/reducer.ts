// Micro-benchmark of the scheduler's reducer: events per second while workers heartbeat, poll, register outputs and
// report, at several sizes of cluster and query. What must show is that the rate does not fall with either. One
// event is one call of `reduce`; each task costs three (poll, output, report), heartbeats come on top.
// A benchmark, never a test: node bench/reducer.ts
import { ClusterQueryId, StageId, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { Command } from "../src/scheduler/command.ts";
import { defaultConfig } from "../src/scheduler/config.ts";
import type { ClientEvent, SchedulerEvent, WorkerEvent } from "../src/scheduler/event.ts";
import { reduce } from "../src/scheduler/reduce.ts";
import { createState, type State } from "../src/scheduler/state.ts";

const SLOTS = 4;
const RUNS = 3;

interface Size {
  readonly workers: number;
  readonly queries: number;
  /** Of each query, in its first stage. */
  readonly tasks: number;
}

const sizes: readonly Size[] = [
  { workers: 10, queries: 1, tasks: 1_000 },
  { workers: 10, queries: 1, tasks: 100_000 },
  { workers: 1_000, queries: 1, tasks: 100_000 },
  { workers: 1_000, queries: 32, tasks: 3_125 },
];

type Posted = ClientEvent | WorkerEvent;

class Cluster {
  events: number = 0;
  readonly #state: State;
  readonly #workers: readonly WorkerId[];
  readonly #polls: number[];
  readonly #given: TaskAttempt[][];
  #at = 0;

  constructor({ workers, queries, tasks }: Size) {
    this.#state = createState({ ...defaultConfig, maxTasksPerQuery: 1e9, maxRunningQueries: queries });
    this.#workers = Array.from({ length: workers }, (_, at) => WorkerId(`worker-${at}`));
    this.#polls = this.#workers.map(() => 0);
    this.#given = this.#workers.map(() => []);
    this.#workers.forEach((_, at) => this.heartbeat(at));
    for (let query = 0; query < queries; query++) {
      const shape = { outputPartitions: 1, requiredCapabilities: [], repeatable: true };
      this.#post({
        kind: "query-submitted",
        query: ClusterQueryId(`query-${query}`),
        stages: [
          { ...shape, id: StageId(1), partitions: tasks, inputs: [] },
          { ...shape, id: StageId(2), partitions: 1, inputs: [StageId(1)] },
        ],
        limits: { timeoutMs: 0, capabilityTimeoutMs: 0 },
      });
    }
  }

  /** Each worker takes what it may and finishes it; false when nothing was left to take. */
  round(): boolean {
    let isBusy = false;
    for (let at = 0; at < this.#workers.length; at++) {
      this.heartbeat(at);
      this.#poll(at);
      const tasks = this.#given[at] ?? [];
      this.#given[at] = [];
      isBusy ||= tasks.length > 0;
      for (const task of tasks) this.#finish(at, task);
    }
    return isBusy;
  }

  heartbeat(at: number): void {
    this.#at++;
    this.#post({
      kind: "worker-heartbeat",
      worker: this.#workers[at] as WorkerId,
      atMs: this.#at,
      runningTasks: this.#given[at] ?? [],
      slots: SLOTS,
      endpoint: "http://127.0.0.1:1",
      capabilities: [],
      draining: false,
      ...(this.#polls[at] === 0 ? { registration: { outputs: [], results: [] } } : {}),
    });
  }

  #poll(at: number): void {
    const poll = (this.#polls[at] as number) + 1;
    this.#polls[at] = poll;
    for (const command of this.#post({
      kind: "worker-polled",
      worker: this.#workers[at] as WorkerId,
      poll,
      freeSlots: SLOTS,
    })) {
      if (command.kind === "answer-poll") for (const { task } of command.tasks) this.#given[at]?.push(task);
    }
  }

  #finish(at: number, task: TaskAttempt): void {
    const worker = this.#workers[at] as WorkerId;
    if (task.stage === 2) this.#post({ kind: "results-registered", worker, task });
    else this.#post({ kind: "output-registered", worker, output: { task, partitionBytes: [1_000] } });
    this.#post({ kind: "tasks-reported", worker, reports: [{ task, outcome: { kind: "succeeded" } }], freeSlots: 0 });
    if (task.stage === 2) this.#post({ kind: "results-fetched", task });
  }

  #post(event: Posted): readonly Command[] {
    this.events++;
    return reduce(this.#state, { ...event, at: this.#at, random: 0.5 } as SchedulerEvent).commands;
  }

  assertDone(): void {
    if (this.#state.running.size > 0) throw new Error(`${this.#state.running.size} queries have not ended`);
  }
}

function measure(size: Size): number {
  const cluster = new Cluster(size);
  const before = cluster.events;
  const start = performance.now();
  while (cluster.round());
  const seconds = (performance.now() - start) / 1_000;
  cluster.assertDone();
  return (cluster.events - before) / seconds;
}

for (const size of sizes) {
  const rates = Array.from({ length: RUNS + 1 }, () => measure(size)).slice(1);
  const median = rates.toSorted((left, right) => left - right)[RUNS >> 1] as number;
  const { workers, queries, tasks } = size;
  process.stdout.write(
    `reducer workers=${workers} queries=${queries} tasks=${queries * tasks} events_per_second=${Math.round(median)}\n`,
  );
}
