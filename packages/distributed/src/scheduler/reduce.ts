// The scheduler's one door: an event in, commands out. Every event is taken in every state; one that is late, repeated
// or about something unknown changes nothing and is answered so. What an event makes possible beyond its own matter
// (queries that may begin, tasks that may go out, polls to answer) is settled once, at the end of the step.
import { unreachable } from "@ffq/core/physical";
import { admitWaiting, onCanceled, onClientSeen, onSubmitted } from "./admission.ts";
import type { Command } from "./command.ts";
import type { SchedulerEvent } from "./event.ts";
import { onHeartbeat } from "./heartbeats.ts";
import { dispatch } from "./placement.ts";
import { answerTold, onPoll, onPollClosed } from "./polls.ts";
import { onOutput, onReports, onResults, onResultsFetched, onResultsUnreachable } from "./reports.ts";
import { onRestarted } from "./restart.ts";
import type { State } from "./state.ts";
import { beginStep, type Step } from "./step.ts";
import { noteStarvation, onTick } from "./timeouts.ts";
import { loseWorker } from "./workers.ts";

export interface Reduced {
  /** The same object as was handed in, changed in place. */
  readonly state: State;
  readonly commands: readonly Command[];
}

export function reduce(state: State, event: SchedulerEvent): Reduced {
  const at = Math.max(event.at, state.at);
  noteSleep(state, at);
  state.at = at;
  state.counters.events++;
  const step = beginStep(state, at, event.random);
  handle(step, event);
  settle(step);
  return { state, commands: step.commands };
}

function handle(step: Step, event: SchedulerEvent): void {
  switch (event.kind) {
    case "query-submitted":
      return onSubmitted(step, event);
    case "query-canceled":
      return onCanceled(step, event);
    case "client-seen":
      return onClientSeen(step, event);
    case "results-fetched":
      return onResultsFetched(step, event);
    case "results-unreachable":
      return onResultsUnreachable(step, event);
    case "worker-heartbeat":
      return onHeartbeat(step, event);
    case "worker-polled":
      return onPoll(step, event);
    case "poll-closed":
      return onPollClosed(step, event);
    case "tasks-reported":
      return onReports(step, event);
    case "output-registered":
      return onOutput(step, event);
    case "results-registered":
      return onResults(step, event);
    case "worker-left": {
      const worker = step.state.workers.get(event.worker);
      if (worker !== undefined) loseWorker(step, worker, "it left");
      return;
    }
    case "clock-ticked":
      // Timers may fire early: whatever is still to come is asked for again.
      step.state.wakeAt = Number.POSITIVE_INFINITY;
      return onTick(step);
    case "coordinator-restarted":
      return onRestarted(step);
    default:
      return unreachable(event);
  }
}

/** The coordinator asked to be woken and was not: it slept, or was stopped. Others' silence meanwhile proves nothing. */
function noteSleep(state: State, at: number): void {
  const isFirst = state.counters.events === 0;
  if (!isFirst && at <= state.wakeAt + state.config.oversleepMs) return;
  state.awakeSince = at;
  if (isFirst) state.noWorkersSince = at;
}

function settle(step: Step): void {
  const { state } = step;
  if (state.admissionDue) admitWaiting(step);
  state.admissionDue = false;
  if (state.dispatchDue) dispatch(step);
  state.dispatchDue = false;
  answerTold(step);
  for (const query of step.changed) {
    if (query.phase.kind === "running") noteStarvation(state, query.phase.run, step.at);
    query.revision++;
    step.commands.push({ kind: "query-changed", query: query.id });
  }
  const next = state.deadlines.next();
  if (next === state.wakeAt || next === Number.POSITIVE_INFINITY) return;
  state.wakeAt = next;
  step.commands.push({ kind: "wake-at", at: next });
}
