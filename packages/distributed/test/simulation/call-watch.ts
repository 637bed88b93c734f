// Listens to what the coordinator and the workers say to each other, as bytes, and says what must never be said: an
// attempt handed to two workers, or to one that lacks what it needs, the output of an attempt that was replaced taken,
// an end of a query that is taken back, a task that goes on when its query has ended. It knows no state but what was
// said, and outlives every process.
import { type TaskAttempt, unreachable, type WorkerId } from "@ffq/core/physical";
import { pathOf } from "../../src/rpc/method.ts";
import { controlPlaneMethods, heartbeatMethods, shuffleMethods } from "../../src/rpc/methods.ts";
import { decode } from "../../src/wire/codec.ts";
import type { QueryStatus } from "../../src/wire/messages.ts";
import type { Violation } from "./state-watch.ts";

const PATHS = {
  getTask: pathOf(controlPlaneMethods.getTask),
  getQueryStatus: pathOf(controlPlaneMethods.getQueryStatus),
  watchQuery: pathOf(controlPlaneMethods.watchQuery),
  registerMapOutput: pathOf(shuffleMethods.registerMapOutput),
  registerQueryResults: pathOf(controlPlaneMethods.registerQueryResults),
  reportTaskStatus: pathOf(controlPlaneMethods.reportTaskStatus),
  submitQuery: pathOf(controlPlaneMethods.submitQuery),
  heartbeat: pathOf(heartbeatMethods.heartbeat),
} as const;

const isOver = (state: QueryStatus["state"]): boolean => {
  switch (state) {
    case "queued":
    case "running":
      return false;
    case "succeeded":
    case "failed":
    case "canceled":
      return true;
    default:
      return unreachable(state);
  }
};

export class CallWatch {
  readonly #violation: Violation;
  readonly #note: (text: string) => void;
  readonly #holders = new Map<string, WorkerId>();
  /** The last attempt at each task that was given to a worker. */
  readonly #last = new Map<string, number>();
  /** By query and stage. */
  readonly #needs = new Map<string, readonly string[]>();
  readonly #has = new Map<WorkerId, ReadonlySet<string>>();
  /** Attempts that were given out and whose workers have not said that they have ended. */
  readonly #open = new Map<string, TaskAttempt>();
  /** How queries ended, as it was told to somebody. */
  readonly #ends = new Map<string, QueryStatus["state"]>();

  /** @param note writes to the log */
  constructor(violation: Violation, note: (text: string) => void) {
    this.#violation = violation;
    this.#note = note;
  }

  /** What a server says, before the network has it. */
  answered(path: string, request: Uint8Array, answer: Uint8Array): void {
    switch (path) {
      case PATHS.getTask: {
        const { worker } = decode(controlPlaneMethods.getTask.request, request);
        const { tasks } = decode(controlPlaneMethods.getTask.response, answer);
        for (const { task } of tasks) this.#assigned(task, worker);
        return;
      }
      case PATHS.getQueryStatus:
        this.#status(decode(controlPlaneMethods.getQueryStatus.response, answer).status);
        return;
      case PATHS.watchQuery:
        this.#status(decode(controlPlaneMethods.watchQuery.response, answer).status);
        return;
      case PATHS.registerMapOutput: {
        const { accepted } = decode(shuffleMethods.registerMapOutput.response, answer);
        const { worker, outputs } = decode(shuffleMethods.registerMapOutput.request, request);
        for (const [at, { task }] of outputs.entries()) if (accepted[at] === true) this.#accepted(task, worker);
        return;
      }
      case PATHS.registerQueryResults: {
        const { accepted } = decode(controlPlaneMethods.registerQueryResults.response, answer);
        const { worker, task } = decode(controlPlaneMethods.registerQueryResults.request, request);
        if (accepted) this.#accepted(task, worker);
        return;
      }
      case PATHS.reportTaskStatus: {
        this.#reported(request, answer);
        return;
      }
      case PATHS.submitQuery: {
        const { query, stages } = decode(controlPlaneMethods.submitQuery.request, request);
        for (const { id, requiredCapabilities } of stages) this.#needs.set(`${query}/${id}`, requiredCapabilities);
        return;
      }
      case PATHS.heartbeat: {
        const { worker, capabilities } = decode(heartbeatMethods.heartbeat.request, request);
        this.#has.set(worker, new Set(capabilities));
        return;
      }
      default:
        return; // says nothing that is watched
    }
  }

  /** What was given out before is not looked at any more: answers that were lost are nobody's to end. */
  beginCalm(): void {
    this.#open.clear();
  }

  /** Attempts at tasks of a query of which no worker has said that they have ended. */
  openOf(query: string): readonly string[] {
    return [...this.#open].filter(([, task]) => task.query === query).map(([name]) => name);
  }

  #assigned(task: TaskAttempt, worker: WorkerId): void {
    const name = nameOf(task);
    this.#open.set(name, task);
    const holder = this.#holders.get(name);
    if (holder !== undefined && holder !== worker)
      this.#violation("an attempt runs twice", `${name} on ${holder} and ${worker}`);
    this.#holders.set(name, worker);
    const place = placeOf(task);
    this.#last.set(place, Math.max(task.attempt, this.#last.get(place) ?? 0));
    for (const need of this.#needs.get(`${task.query}/${task.stage}`) ?? []) {
      if (!this.#has.get(worker)?.has(need)) this.#violation("capabilities", `${name} needs ${need}, unlike ${worker}`);
    }
    this.#note(`gives ${name} to ${worker}`);
  }

  #reported(request: Uint8Array, answer: Uint8Array): void {
    const { worker, reports } = decode(controlPlaneMethods.reportTaskStatus.request, request);
    const { known, stale } = decode(controlPlaneMethods.reportTaskStatus.response, answer);
    const void_ = new Set(stale.map(nameOf));
    for (const { task, outcome } of reports) {
      if (outcome.kind !== "running") this.#open.delete(nameOf(task));
      const isOutput = outcome.kind === "succeeded" && outcome.partitionBytes !== undefined;
      if (isOutput && known && !void_.has(nameOf(task))) this.#accepted(task, worker);
    }
  }

  #accepted(task: TaskAttempt, worker: WorkerId): void {
    const [holder, last] = [this.#holders.get(nameOf(task)), this.#last.get(placeOf(task))];
    if (holder !== worker) this.#violation("output of a stranger", `${nameOf(task)} from ${worker}, not ${holder}`);
    if (last !== task.attempt) this.#violation("old attempt", `${nameOf(task)} is accepted, ${last} was given out`);
  }

  #status({ query, state }: QueryStatus): void {
    const end = this.#ends.get(query);
    if (end !== undefined && end !== state) this.#violation("an end is taken back", `${query} was ${end}, is ${state}`);
    if (isOver(state)) this.#ends.set(query, state);
  }
}

const placeOf = ({ query, stage, partition }: TaskAttempt): string => `${query}/${stage}/${partition}`;
const nameOf = ({ query, stage, partition, attempt }: TaskAttempt): string =>
  `${query}/${stage}/${partition}/${attempt}`;
