// A state that was replayed from the journal goes on: every wait begins anew, and the workers it names have the time of
// a liveness timeout to come and say what they hold. Apart from the journal because this is an event like any other.
import { watchOver } from "./admission.ts";
import { hasEnded } from "./query.ts";
import { watchStall } from "./stage.ts";
import type { Step } from "./step.ts";

export function onRestarted(step: Step): void {
  const { state, at } = step;
  const { config, deadlines } = state;
  state.awakeSince = at;
  state.noWorkersSince = at;
  state.admissionDue = true;
  for (const worker of state.workers.values()) {
    worker.lastSeen = at;
    deadlines.set(at + config.livenessTimeoutMs, { kind: "liveness", worker });
  }
  for (const query of state.queries.values()) {
    query.clientSeenAt = at;
    step.changed.add(query);
    if (hasEnded(query)) deadlines.set(at + config.retentionMs, { kind: "forget", query });
    else watchOver(step, query);
    if (query.phase.kind === "running") for (const stage of query.phase.run.stages) watchStall(step, stage);
  }
}
