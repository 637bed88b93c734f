// Who may begin: a query is taken if its graph holds together and the queue has room, and begins, in the order of
// coming, when fewer queries run than may. Submitting is idempotent: the id is the client's.
import type { ErrorData } from "@ffq/core/physical";
import type { SchedulerConfig } from "./config.ts";
import type { SchedulerEvent, StageShape } from "./event.ts";
import { acceptQuery, admitQuery, endQuery, hasEnded } from "./query.ts";
import type { Query } from "./state.ts";
import type { Step } from "./step.ts";

export function onSubmitted(step: Step, event: SchedulerEvent & { readonly kind: "query-submitted" }): void {
  const { state, at } = step;
  const { query: id, stages, limits } = event;
  const known = state.queries.get(id);
  if (known !== undefined) {
    known.clientSeenAt = at;
    step.commands.push({ kind: "answer-query", query: id, outcome: "known" });
    return;
  }
  const error = flawOf(stages, state.config) ?? fullness(step);
  if (error !== undefined) {
    step.commands.push({ kind: "answer-query", query: id, outcome: "refused", error });
    return;
  }
  const query = acceptQuery(step, id, stages, limits);
  watchOver(step, query);
  step.commands.push({ kind: "answer-query", query: id, outcome: "accepted" });
}

/** Sets the deadlines that every query has until it ends. */
export function watchOver(step: Step, query: Query): void {
  const { deadlines, config } = step.state;
  deadlines.set(step.at + config.clientGraceMs, { kind: "client-gone", query });
  deadlines.set(step.at + config.noWorkersGraceMs, { kind: "no-workers" });
  if (query.limits.timeoutMs > 0) deadlines.set(step.at + query.limits.timeoutMs, { kind: "query-timeout", query });
}

export function onCanceled(step: Step, event: SchedulerEvent & { readonly kind: "query-canceled" }): void {
  const query = step.state.queries.get(event.query);
  const outcome = query === undefined ? "unknown" : "known";
  if (query !== undefined && !hasEnded(query)) endQuery(step, query, { kind: "canceled", reason: event.reason });
  step.commands.push({ kind: "answer-query", query: event.query, outcome });
}

export function onClientSeen(step: Step, event: SchedulerEvent & { readonly kind: "client-seen" }): void {
  const query = step.state.queries.get(event.query);
  if (query !== undefined) query.clientSeenAt = step.at;
}

/** Lets waiting queries begin while there is room. */
export function admitWaiting(step: Step): void {
  const { state } = step;
  for (const query of state.waiting) {
    if (state.running.size >= state.config.maxRunningQueries) return;
    admitQuery(step, query);
  }
}

function fullness({ state }: Step): ErrorData | undefined {
  const { maxQueuedQueries, maxRunningQueries } = state.config;
  const begins = state.waiting.size === 0 && state.running.size < maxRunningQueries;
  if (begins || state.waiting.size < maxQueuedQueries) return undefined;
  return {
    code: "UNAVAILABLE",
    sqlstate: "53000",
    message: `${state.waiting.size} queries wait already`,
    hint: "Submit the query again later, or let the coordinator queue more.",
  };
}

/** What is wrong with a graph. */
function flawOf(stages: readonly StageShape[], { maxTasksInQuery }: SchedulerConfig): ErrorData | undefined {
  const seen = new Set<number>();
  let tasks = 0;
  for (const { id, partitions, outputPartitions, inputs } of stages) {
    if (seen.has(id)) return malformed(`stage ${id} is there twice`);
    if (!isCount(partitions) || !isCount(outputPartitions)) return malformed(`stage ${id} has no partitions`);
    const unknown = inputs.find((input) => !seen.has(input));
    if (unknown !== undefined) return malformed(`stage ${id} reads stage ${unknown}, which does not stand before it`);
    if (new Set(inputs).size < inputs.length) return malformed(`stage ${id} reads a stage twice`);
    seen.add(id);
    tasks += partitions;
  }
  if (stages.length === 0) return malformed("it has no stages");
  if (stages.at(-1)?.partitions !== 1) return malformed("its last stage has more than one task");
  if (tasks <= maxTasksInQuery) return undefined;
  return {
    code: "CONFIG",
    sqlstate: "54000",
    message: `the query has ${tasks} tasks; the coordinator takes ${maxTasksInQuery} at most`,
    hint: "Plan it with fewer partitions.",
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function malformed(why: string): ErrorData {
  return { code: "INTERNAL", sqlstate: "XX000", message: `the query's stages make no graph: ${why}` };
}
