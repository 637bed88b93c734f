// The coordinator's numbers: Prometheus' text form for scrapers, JSON for people and programs. Pure over the
// scheduler's status.
import type { ClusterStatus, WorkerStatus } from "../scheduler/status.ts";

interface Metric {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[];
}

const one = (value: number): Metric["samples"] => [{ value }];

function counters({ counters: totals }: ClusterStatus): readonly Metric[] {
  const counter = (name: string, help: string, samples: Metric["samples"]): Metric => {
    return { name: `ffq_coordinator_${name}_total`, kind: "counter", help, samples };
  };
  return [
    counter("events", "Events that the scheduler has handled.", one(totals.events)),
    counter("assignments", "Task attempts given to workers.", one(totals.assignments)),
    counter("attempts_ended", "Task attempts that ended, by outcome.", [
      { labels: { outcome: "succeeded" }, value: totals.attemptsSucceeded },
      { labels: { outcome: "failed" }, value: totals.attemptsFailed },
      { labels: { outcome: "lost" }, value: totals.attemptsLost },
    ]),
    counter("outputs_lost", "Map outputs lost with their worker.", one(totals.outputsLost)),
    counter("workers_lost", "Workers that went without a goodbye or with one.", one(totals.workersLost)),
    counter(
      "workers_blacklisted",
      "Times that a worker was kept from tasks for its failures.",
      one(totals.workersBlacklisted),
    ),
    counter("queries_ended", "Queries that ended, by state.", [
      { labels: { state: "succeeded" }, value: totals.queriesSucceeded },
      { labels: { state: "failed" }, value: totals.queriesFailed },
      { labels: { state: "canceled" }, value: totals.queriesCanceled },
    ]),
  ];
}

function gauges(status: ClusterStatus, isHealthy: boolean): readonly Metric[] {
  const gauge = (name: string, help: string, samples: Metric["samples"]): Metric => {
    return { name: `ffq_coordinator_${name}`, kind: "gauge", help, samples };
  };
  const workersIn = (state: WorkerStatus["state"]): Metric["samples"][number] => {
    return { labels: { state }, value: status.workers.filter((worker) => worker.state === state).length };
  };
  return [
    gauge("queries", "Queries that have not ended, by state.", [
      { labels: { state: "queued" }, value: status.queriesQueued },
      { labels: { state: "running" }, value: status.queriesRunning },
    ]),
    gauge("tasks", "Tasks of running queries, by state.", [
      { labels: { state: "queued" }, value: status.tasksQueued },
      { labels: { state: "running" }, value: status.tasksRunning },
    ]),
    gauge("workers", "Workers, by state.", (["ready", "draining", "blacklisted", "expected"] as const).map(workersIn)),
    gauge("slots", "Tasks that ready workers can run at the same time.", one(readySlots(status))),
    gauge("journal_healthy", "1 while the journal can be written.", one(isHealthy ? 1 : 0)),
  ];
}

export function readySlots({ workers }: ClusterStatus): number {
  return workers.reduce((sum, { state, slots }) => sum + (state === "ready" ? slots : 0), 0);
}

/** Prometheus' text exposition format, version 0.0.4. */
export function metricsText(status: ClusterStatus, isHealthy: boolean): string {
  return [...counters(status), ...gauges(status, isHealthy)]
    .flatMap(({ name, kind, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${kind}`,
      ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return "";
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`);
  return `{${pairs.join(",")}}`;
}
