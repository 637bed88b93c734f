// Workers that fail too often get no tasks for a while. Only failures that another worker might not have had count;
// a success clears them. What a blacklisted worker runs and holds stays good.
import { recount } from "./capabilities.ts";
import { reindex } from "./idle.ts";
import type { Worker } from "./state.ts";
import { log, type Step } from "./step.ts";

export function noteFailure(step: Step, worker: Worker): void {
  const { state, at } = step;
  const { blacklistFailureThreshold, blacklistCooldownMs } = state.config;
  worker.failures++;
  if (worker.failures < blacklistFailureThreshold || worker.blacklistedUntil !== undefined) return;
  worker.blacklistedUntil = at + blacklistCooldownMs;
  state.deadlines.set(worker.blacklistedUntil, { kind: "blacklist-over", worker });
  state.counters.workersBlacklisted++;
  log(step, { kind: "worker-blacklisted", worker: worker.id, failures: worker.failures });
  recount(step, worker);
  reindex(state, worker);
}

export function noteSuccess(worker: Worker): void {
  worker.failures = 0;
}

/** The cool-down is over: it is let back, and one more failure blacklists it again unless it succeeds before. */
export function letBack(step: Step, worker: Worker): void {
  if (worker.blacklistedUntil === undefined) return;
  worker.blacklistedUntil = undefined;
  worker.failures = Math.min(worker.failures, step.state.config.blacklistFailureThreshold - 1);
  log(step, { kind: "worker-let-back", worker: worker.id });
  recount(step, worker);
  reindex(step.state, worker);
}
