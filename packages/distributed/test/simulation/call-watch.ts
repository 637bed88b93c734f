// Listens to what the coordinator and the workers say to each other, as bytes, and says what must never be said: an
// attempt handed to two workers, outputs of two attempts accepted with nothing lost in between, more tasks on a worker
// than it has slots, a query's status that goes back. It knows no state but what was said, and outlives every process.
import { type TaskAttempt, unreachable, type WorkerId } from "@ffq/core/physical";
import { pathOf } from "../../src/rpc/method.ts";
import { controlPlaneMethods, heartbeatMethods } from "../../src/rpc/methods.ts";
import { decode } from "../../src/wire/codec.ts";
import type { QueryStatus } from "../../src/wire/messages.ts";
import type { Violation } from "./state-watch.ts";

const PATHS = {
  getTask: pathOf(controlPlaneMethods.getTask),
  getQueryStatus: pathOf(controlPlaneMethods.getQueryStatus),
  watchQuery: pathOf(controlPlaneMethods.watchQuery),
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
  readonly #holders = new Map<string, WorkerId>();
  /** How queries ended, as it was told to somebody. */
  readonly #ends = new Map<string, QueryStatus["state"]>();

  constructor(violation: Violation) {
    this.#violation = violation;
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
      case PATHS.heartbeat:
        this.#heartbeat(request);
        return;
      default:
        return; // says nothing that is watched
    }
  }

  #assigned(task: TaskAttempt, worker: WorkerId): void {
    const name = nameOf(task);
    const holder = this.#holders.get(name);
    if (holder !== undefined && holder !== worker)
      this.#violation("an attempt runs twice", `${name} on ${holder} and ${worker}`);
    this.#holders.set(name, worker);
  }

  #status({ query, state }: QueryStatus): void {
    const end = this.#ends.get(query);
    if (end !== undefined && end !== state) this.#violation("an end is taken back", `${query} was ${end}, is ${state}`);
    if (isOver(state)) this.#ends.set(query, state);
  }

  #heartbeat(request: Uint8Array): void {
    const { worker, slots, runningTasks } = decode(heartbeatMethods.heartbeat.request, request);
    if (runningTasks.length > slots) this.#violation("slots", `${worker} runs ${runningTasks.length} of ${slots}`);
  }
}

const nameOf = ({ query, stage, partition, attempt }: TaskAttempt): string =>
  `${query}/${stage}/${partition}/${attempt}`;
