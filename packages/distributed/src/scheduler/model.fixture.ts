// A small cluster of the scheduler's outside: workers that obey the protocol, over a network that loses, repeats and
// delays, with processes that die. Instead of rows a task's output has a lineage: which made thing it was computed
// from. Two different versions of one thing in the lineage of a result would be a wrong answer.
import assert from "node:assert/strict";
import { ClusterQueryId, type TaskAttempt, WorkerId } from "@ffq/core/physical";
import type { Command } from "./command.ts";
import { defaultConfig, type SchedulerConfig } from "./config.ts";
import { assertConsistent } from "./consistent.fixture.ts";
import { ioError, type Posted, stage } from "./desk.fixture.ts";
import type { SchedulerEvent, StageShape } from "./event.ts";
import type { SchedulerRecord } from "./record.ts";
import { reduce } from "./reduce.ts";
import { replay, toRecords } from "./replay.ts";
import { createState, type State } from "./state.ts";
import { mapOutputs, queryStatus, resultLocation } from "./status.ts";

/** By task the version of its output that was read, directly or through others; `clash`: two versions of one. */
interface Lineage {
  readonly versions: ReadonlyMap<string, string>;
  readonly clash: string | undefined;
}

interface ModelAttempt {
  readonly name: TaskAttempt;
  readonly isResult: boolean;
  /** What it has read, by input stage. */
  readonly read: Map<number, Lineage>;
  registered: boolean;
}

interface ModelWorker {
  readonly id: WorkerId;
  readonly capabilities: readonly string[];
  registered: boolean;
  clock: number;
  poll: number;
  openPoll: number | undefined;
  readonly attempts: Map<string, ModelAttempt>;
  /** What it holds; of a map output how many partitions. */
  readonly held: Map<string, { readonly name: TaskAttempt; readonly isResult: boolean }>;
}

const slots = 3;
const capabilities = ["operator:a", "operator:b"];
const phases = ["queued", "running", "succeeded", "failed", "canceled"];
const keyOf = ({ query, stage: id, partition, attempt }: TaskAttempt): string =>
  `${query}/${id}/${partition}#${attempt}`;
const taskKey = ({ query, stage: id, partition }: TaskAttempt): string => `${query}/${id}/${partition}`;

export class Model {
  at: number = 0;
  state: State;
  records: SchedulerRecord[] = [];
  readonly workers: Map<WorkerId, ModelWorker> = new Map();
  readonly queries: Map<ClusterQueryId, readonly StageShape[]> = new Map();
  /** How often something bad happens, of 1; 0 for calm. */
  trouble: number = 0.15;
  succeeded: number = 0;
  faults: number = 0;
  readonly #random: () => number;
  readonly #config: SchedulerConfig;
  readonly #lineages = new Map<string, Lineage>();
  readonly #seen = new Map<string, { phase: number; revision: number }>();
  readonly #old: Posted[] = [];
  #wakeAt = Number.POSITIVE_INFINITY;
  #minted = 0;

  constructor(seed: number, config: Partial<SchedulerConfig> = {}) {
    this.#random = randomFrom(seed);
    this.#config = { ...defaultConfig, ...config };
    this.state = createState(this.#config);
  }

  chance(of: number): boolean {
    return this.#random() < of;
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  /** One thing happens. */
  step(): void {
    const worker = this.pick([...this.workers.values()]);
    const dice = this.#random();
    if (dice < 0.3 && worker !== undefined) this.work(worker);
    else if (dice < 0.5 && worker !== undefined) this.poll(worker);
    else if (dice < 0.7 && worker !== undefined) this.heartbeat(worker);
    else if (dice < 0.8) this.pass(this.below(400));
    else if (dice < 0.85) this.fetchResults();
    else if (dice < 0.9) this.clients();
    else if (this.chance(this.trouble)) this.disturb(worker);
  }

  disturb(worker: ModelWorker | undefined): void {
    this.faults++;
    const dice = this.#random();
    if (dice < 0.25 && worker !== undefined) this.workers.delete(worker.id);
    else if (dice < 0.4) this.addWorker();
    else if (dice < 0.5) this.restart();
    else if (dice < 0.8 && this.#old.length > 0) this.post(this.pick(this.#old) as Posted, false);
    else if (dice < 0.85) this.pass(this.below(20_000));
    else if (dice < 0.9 && worker !== undefined) this.post({ kind: "worker-left", worker: worker.id });
    else if (dice < 0.93) this.cancelOne();
  }

  addWorker(has: readonly string[] = capabilities.filter(() => this.chance(0.6))): ModelWorker {
    const id = WorkerId(`w${this.#minted++}`);
    const worker: ModelWorker = {
      id,
      capabilities: has,
      registered: false,
      clock: 0,
      poll: 0,
      openPoll: undefined,
      attempts: new Map(),
      held: new Map(),
    };
    this.workers.set(id, worker);
    return worker;
  }

  submit(): void {
    const id = ClusterQueryId(`q${this.#minted++}`);
    const stages: StageShape[] = [];
    const count = 1 + this.below(5);
    for (let at = 0; at < count; at++) {
      const isLast = at === count - 1;
      const inputs = stages.filter(() => this.chance(0.6)).map((before) => before.id as number);
      if (isLast && at > 0 && !inputs.includes(at - 1)) inputs.push(at - 1);
      stages.push(
        stage(at, isLast ? 1 : 1 + this.below(4), inputs, {
          requiredCapabilities: capabilities.filter(() => this.chance(0.15)),
          repeatable: this.chance(0.6),
          outputPartitions: 1 + this.below(2),
        }),
      );
    }
    this.queries.set(id, stages);
    const limits = { timeoutMs: this.chance(0.2) ? 60_000 : 0, capabilityTimeoutMs: this.chance(0.5) ? 20_000 : 0 };
    this.post({ kind: "query-submitted", query: id, stages, limits });
  }

  /** Whether all queries have ended. */
  isDone(): boolean {
    return [...this.queries.keys()].every((id) => {
      const kind = this.state.queries.get(id)?.phase.kind;
      return kind !== "queued" && kind !== "running";
    });
  }

  pass(milliseconds: number): void {
    const until = this.at + milliseconds;
    while (this.#wakeAt <= until) {
      this.at = Math.max(this.at, this.#wakeAt);
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.post({ kind: "clock-ticked" }, false);
    }
    this.at = until;
  }

  clients(): void {
    for (const query of this.queries.keys()) this.post({ kind: "client-seen", query }, false);
  }

  cancelOne(): void {
    const query = this.pick([...this.queries.keys()]);
    if (query !== undefined && this.chance(0.1)) this.post({ kind: "query-canceled", query, reason: "enough" });
  }

  heartbeat(worker: ModelWorker): void {
    const outputs = [...worker.held.values()].filter(({ isResult }) => !isResult);
    const results = [...worker.held.values()].filter(({ isResult }) => isResult);
    const registration = {
      outputs: outputs.map(({ name }) => ({ task: name, partitionBytes: this.#bytesOf(name) })),
      results: results.map(({ name }) => name),
    };
    const said = this.post({
      kind: "worker-heartbeat",
      worker: worker.id,
      atMs: ++worker.clock,
      runningTasks: [...worker.attempts.values()].map(({ name }) => name),
      slots,
      endpoint: `http://${worker.id}`,
      capabilities: worker.capabilities,
      draining: false,
      ...(worker.registered ? {} : { registration }),
    });
    if (this.#isLost()) return;
    for (const answer of said) {
      if (answer.kind !== "answer-heartbeat") continue;
      worker.registered = answer.known;
      this.#obey(worker, answer.cancel, answer.releasedQueries);
      for (const name of answer.drop) worker.held.delete(keyOf(name));
    }
  }

  poll(worker: ModelWorker): void {
    if (worker.openPoll !== undefined && this.chance(0.7)) {
      if (this.chance(0.3)) this.post({ kind: "poll-closed", worker: worker.id, poll: worker.openPoll });
      return;
    }
    worker.openPoll = ++worker.poll;
    const freeSlots = Math.max(0, slots - worker.attempts.size);
    this.post({ kind: "worker-polled", worker: worker.id, poll: worker.poll, freeSlots });
  }

  /** One of the worker's attempts gets on: reads an input, registers, reports. */
  work(worker: ModelWorker): void {
    const attempt = this.pick([...worker.attempts.values()]);
    if (attempt === undefined) return;
    const shape = this.queries.get(attempt.name.query)?.find(({ id }) => id === attempt.name.stage);
    assert.ok(shape !== undefined);
    if (this.chance(this.trouble / 5)) return this.#report(worker, attempt, { kind: "failed", error: ioError });
    const next = shape.inputs.find((input) => !attempt.read.has(input));
    if (next !== undefined) return this.#read(worker, attempt, next);
    if (!attempt.registered) return this.#register(worker, attempt, shape);
    this.#report(worker, attempt, { kind: "succeeded" });
  }

  #read(worker: ModelWorker, attempt: ModelAttempt, input: StageShape["id"]): void {
    const { query } = attempt.name;
    const { complete, outputs } = mapOutputs(this.state, query, input, 0);
    if (!complete) return; // looks again later
    for (const { task, worker: holder } of outputs) {
      const isThere = this.workers.get(holder)?.held.has(keyOf(task)) === true;
      if (isThere && !this.chance(this.trouble / 10)) continue;
      return this.#report(worker, attempt, {
        kind: "failed",
        error: ioError,
        fetch: { producer: task, worker: holder },
      });
    }
    attempt.read.set(input, merge(outputs.map(({ task }) => this.#lineages.get(keyOf(task)) as Lineage)));
  }

  #register(worker: ModelWorker, attempt: ModelAttempt, shape: StageShape): void {
    const { name, isResult } = attempt;
    const key = keyOf(name);
    const own = shape.repeatable ? [] : [[taskKey(name), `${key}@${worker.id}`] as const];
    this.#lineages.set(key, merge([...attempt.read.values(), { versions: new Map(own), clash: undefined }]));
    worker.held.set(key, { name, isResult });
    const said = this.post(
      isResult
        ? { kind: "results-registered", worker: worker.id, task: name }
        : { kind: "output-registered", worker: worker.id, output: { task: name, partitionBytes: this.#bytesOf(name) } },
    );
    if (this.#isLost()) return;
    for (const answer of said) {
      if (answer.kind !== "answer-registered") continue;
      attempt.registered = answer.accepted;
      if (!answer.accepted && worker.registered) worker.attempts.delete(key);
    }
  }

  #report(
    worker: ModelWorker,
    attempt: ModelAttempt,
    outcome: (Posted & { readonly kind: "tasks-reported" })["reports"][number]["outcome"],
  ): void {
    const reports = [{ task: attempt.name, outcome }];
    const said = this.post({ kind: "tasks-reported", worker: worker.id, reports, freeSlots: 0 });
    if (this.#isLost()) return;
    for (const answer of said) {
      if (answer.kind !== "answer-reports") continue;
      if (!answer.known) worker.registered = false;
      else worker.attempts.delete(keyOf(attempt.name));
      if (answer.stale.length > 0) worker.held.delete(keyOf(attempt.name));
    }
  }

  /** Clients whose results are ready take them. */
  fetchResults(): void {
    for (const id of this.queries.keys()) {
      const location = resultLocation(this.state, id);
      const phase = this.state.queries.get(id)?.phase;
      if (location === undefined || phase?.kind !== "running") continue;
      if (this.workers.get(location.worker)?.held.has(keyOf(location.task)) !== true) {
        if (this.chance(0.1)) this.post({ kind: "results-unreachable", task: location.task });
        continue;
      }
      const lineage = this.#lineages.get(keyOf(location.task));
      assert.equal(lineage?.clash, undefined, "the result was computed from two versions of one output");
      this.post({ kind: "results-fetched", task: location.task });
      if (queryStatus(this.state, id)?.state === "succeeded") this.succeeded++;
    }
  }

  /** The coordinator dies and comes back, sometimes without the last thing it did. */
  restart(): void {
    const again = replay(this.#config, this.records);
    assert.deepEqual([...toRecords(again)], [...toRecords(this.state)], "the replayed state differs");
    const compact = this.chance(0.5) ? [...toRecords(again)] : this.records;
    this.records = [...compact];
    this.state = replay(this.#config, compact);
    this.#wakeAt = Number.POSITIVE_INFINITY;
    for (const worker of this.workers.values()) worker.openPoll = undefined;
    this.post({ kind: "coordinator-restarted" }, false);
  }

  post(event: Posted, isRemembered: boolean = true): readonly Command[] {
    if (isRemembered && this.#isLost()) return []; // never arrived
    if (isRemembered && event.kind !== "query-submitted") this.#old.push(event);
    if (this.#old.length > 50) this.#old.shift();
    const { commands } = reduce(this.state, { ...event, at: this.at, random: this.#random() } as SchedulerEvent);
    for (const command of commands) this.#carryOut(command);
    assertConsistent(this.state);
    this.#assertForward();
    return commands;
  }

  #carryOut(command: Command): void {
    if (command.kind === "record") this.records.push(command.record);
    if (command.kind === "wake-at") this.#wakeAt = command.at;
    if (command.kind !== "answer-poll") return;
    const worker = this.workers.get(command.worker);
    if (worker === undefined || worker.openPoll !== command.poll) return;
    worker.openPoll = undefined;
    if (this.#isLost()) return;
    if (!command.known) worker.registered = false;
    for (const { task, isResult } of command.tasks) {
      if (worker.attempts.has(keyOf(task)) || worker.held.has(keyOf(task))) continue;
      worker.attempts.set(keyOf(task), { name: task, isResult, read: new Map(), registered: false });
    }
    this.#obey(worker, command.cancel, command.releasedQueries);
  }

  #obey(worker: ModelWorker, cancel: readonly TaskAttempt[], released: readonly ClusterQueryId[]): void {
    for (const name of cancel) {
      const attempt = worker.attempts.get(keyOf(name));
      worker.held.delete(keyOf(name));
      if (attempt !== undefined) this.#report(worker, attempt, { kind: "canceled" });
    }
    for (const [key, { name }] of worker.held) if (released.includes(name.query)) worker.held.delete(key);
  }

  #assertForward(): void {
    for (const query of this.state.queries.values()) {
      const phase = phases.indexOf(query.phase.kind);
      const before = this.#seen.get(query.id) ?? { phase: 0, revision: 0 };
      assert.ok(phase >= before.phase && (before.phase < 2 || phase === before.phase), "a query went back");
      this.#seen.set(query.id, { phase, revision: query.revision });
    }
  }

  #bytesOf(name: TaskAttempt): readonly number[] {
    const shape = this.queries.get(name.query)?.find(({ id }) => id === name.stage);
    return new Array(shape?.outputPartitions ?? 0).fill(1);
  }

  #isLost(): boolean {
    return this.chance(this.trouble / 5);
  }
}

function merge(lineages: readonly Lineage[]): Lineage {
  const versions = new Map<string, string>();
  let clash: string | undefined;
  for (const lineage of lineages) {
    clash ??= lineage.clash;
    for (const [key, version] of lineage.versions) {
      if ((versions.get(key) ?? version) !== version) clash = `${key}: ${versions.get(key)} and ${version}`;
      versions.set(key, version);
    }
  }
  return { versions, clash };
}

function randomFrom(seed: number): () => number {
  let word = seed >>> 0;
  return () => {
    word = (word + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(word ^ (word >>> 15), word | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
