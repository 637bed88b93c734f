// What happens because nothing else did: every wait of the scheduler ends here at the latest. Each deadline is checked
// against the state as it is now, and set again if what it waits for has moved. The rule: time during which the
// coordinator itself slept is held against nobody.
import { type ErrorData, unreachable } from "@ffq/core/physical";
import { letBack } from "./blacklist.ts";
import { missingNames } from "./capabilities.ts";
import type { Deadline } from "./deadlines.ts";
import { endQuery, forgetQuery, hasEnded } from "./query.ts";
import { checkStalled } from "./stalled.ts";
import type { Query, RunningQuery, Stage, State, Task, Worker } from "./state.ts";
import type { Step } from "./step.ts";
import { enqueue } from "./task.ts";
import { loseWorker } from "./workers.ts";

/** Does everything that is due. */
export function onTick(step: Step): void {
  for (;;) {
    const due = step.state.deadlines.takeDue(step.at);
    if (due === undefined) return;
    meet(step, due);
  }
}

function meet(step: Step, due: Deadline): void {
  switch (due.kind) {
    case "liveness":
      return checkLiveness(step, due.worker);
    case "blacklist-over":
      return letBack(step, due.worker);
    case "retry":
      return endRest(step, due.task);
    case "avoid-over":
      step.state.dispatchDue = true;
      return;
    case "stalled":
      return checkStalled(step, due.stage);
    case "starved":
      return checkStarved(step, due.run, due.since);
    case "client-gone":
      return checkClient(step, due.query);
    case "query-timeout":
      return checkTimeout(step, due.query);
    case "forget":
      return forgetQuery(step, due.query);
    case "no-workers":
      return checkWorkers(step);
    default:
      return unreachable(due);
  }
}

function checkLiveness(step: Step, worker: Worker): void {
  const { state, at } = step;
  if (state.workers.get(worker.id) !== worker) return;
  const dueAt = Math.max(worker.lastSeen, state.awakeSince) + state.config.livenessTimeoutMs;
  if (dueAt > at) state.deadlines.set(dueAt, { kind: "liveness", worker });
  else loseWorker(step, worker, `no heartbeat for ${state.config.livenessTimeoutMs} ms`);
}

function endRest(step: Step, task: Task): void {
  if (task.state.kind === "backing-off" && !hasEnded(task.stage.run.query)) enqueue(step, task);
}

function checkClient(step: Step, query: Query): void {
  const { state, at } = step;
  if (hasEnded(query)) return;
  const dueAt = Math.max(query.clientSeenAt, state.awakeSince) + state.config.clientGraceMs;
  if (dueAt > at) state.deadlines.set(dueAt, { kind: "client-gone", query });
  else
    endQuery(step, query, { kind: "canceled", reason: `its client gave no sign for ${state.config.clientGraceMs} ms` });
}

function checkTimeout(step: Step, query: Query): void {
  if (hasEnded(query)) return;
  const error: ErrorData = {
    code: "TIMEOUT",
    sqlstate: "57014",
    message: "canceling statement due to statement timeout",
    context: { timeoutMs: query.limits.timeoutMs },
  };
  endQuery(step, query, { kind: "failed", error });
}

/** Fails what cannot go on because there are no workers; what still runs on one that drains may finish. */
function checkWorkers(step: Step): void {
  const { state, at } = step;
  if (state.usableWorkers > 0) return;
  const since = Math.max(state.noWorkersSince, state.awakeSince);
  const graceMs = state.config.noWorkersGraceMs;
  let nextAt = Number.POSITIVE_INFINITY;
  for (const query of [...[...state.running].map((run) => run.query), ...state.waiting]) {
    const isBusy = query.phase.kind === "running" && query.phase.run.occupied > 0;
    const dueAt = isBusy ? at + graceMs : Math.max(since, query.submittedAt) + graceMs;
    if (dueAt > at) nextAt = Math.min(nextAt, dueAt);
    else endQuery(step, query, { kind: "failed", error: noWorkers(graceMs) });
  }
  if (nextAt < Number.POSITIVE_INFINITY) state.deadlines.set(nextAt, { kind: "no-workers" });
}

function noWorkers(graceMs: number): ErrorData {
  return {
    code: "UNAVAILABLE",
    sqlstate: "53000",
    message: `no worker has taken tasks for ${graceMs} ms`,
    hint: "Start one: ffq-worker --coordinator URL",
  };
}

/** Notes since when the query waits for a capability, or that it does not any more. */
export function noteStarvation(state: State, run: RunningQuery, at: number): void {
  const isStarved = run.dispatchable.some(starves);
  if (!isStarved) {
    run.starvedSince = undefined;
    return;
  }
  if (run.starvedSince !== undefined) return;
  run.starvedSince = at;
  const { capabilityTimeoutMs } = run.query.limits;
  if (capabilityTimeoutMs > 0) state.deadlines.set(at + capabilityTimeoutMs, { kind: "starved", run, since: at });
}

/** True when no worker has what the stage needs. */
export function starves({ requirement }: Stage): boolean {
  return requirement.names.length > 0 && requirement.usable === 0;
}

function checkStarved(step: Step, run: RunningQuery, since: number): void {
  if (hasEnded(run.query) || run.starvedSince !== since) return;
  const names = new Set<string>();
  for (const stage of run.dispatchable) {
    if (starves(stage)) for (const name of missingNames(step.state, stage.requirement)) names.add(name);
  }
  const list = [...names].sort().join(", ");
  const error: ErrorData = {
    code: "MISSING_EXTENSION",
    sqlstate: "0A000",
    message: `no worker has had ${list} for ${run.query.limits.capabilityTimeoutMs} ms`,
    hint: howToGet,
    context: { capability: list },
  };
  endQuery(step, run.query, { kind: "failed", error });
}

/** How a worker comes by a capability. */
export const howToGet = "Start a worker with it: ffq-worker --register ./module.js";
