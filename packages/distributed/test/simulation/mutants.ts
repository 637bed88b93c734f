// Deliberate defects, at least one for each point of the cluster's contract: what a tired programmer might write. The
// simulation has to notice each of them (`pnpm simulate --mutants`); one that lives shows a rule that nothing checks.

export interface Mutant {
  readonly name: string;
  /** The point of the contract that it breaks. */
  readonly breaks: string;
  /** Below packages/distributed/src. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: "eager-stage",
    breaks: "1 stages: a stage opens when every output of its inputs is registered",
    file: "scheduler/stage.ts",
    find: "  if (stage.missingOutputs > 0) return;\n  for (const consumer of stage.consumers) {\n    consumer.blockedInputs--;",
    replace:
      "  if (stage.missingOutputs > 1) return;\n  for (const consumer of stage.consumers) {\n    consumer.blockedInputs--;",
  },
  {
    name: "lost-outputs-stay",
    breaks: "2 liveness: what only a lost worker held is made anew",
    file: "scheduler/workers.ts",
    find: "  for (const task of [...worker.outputs]) loseOutputOf(step, task, why);",
    replace: "",
  },
  {
    name: "old-attempts-count",
    breaks: "2 liveness: a report of an old attempt is ignored",
    file: "scheduler/step.ts",
    find: "  return attempt.number === name.attempt && attempt.worker === worker ? attempt : undefined;",
    replace: "  return attempt;",
  },
  {
    name: "no-query-limit",
    breaks: "3 limits: tasks of one query at a time",
    file: "scheduler/placement.ts",
    find: "run.occupied >= state.config.maxTasksPerQuery",
    replace: "run.occupied > state.config.maxTasksPerQuery",
  },
  {
    name: "no-admission-limit",
    breaks: "3 limits: queries at a time",
    file: "scheduler/admission.ts",
    find: "    if (state.running.size >= state.config.maxRunningQueries) return;",
    replace: "",
  },
  {
    name: "data-errors-retried",
    breaks: "4 retries: what no retry can cure fails at once",
    file: "scheduler/retry.ts",
    find: '    case "INTERNAL":\n      return true;',
    replace: '    case "INTERNAL":\n    case "DATA":\n      return true;',
  },
  {
    name: "never-let-back",
    breaks: "4 blacklist: a worker is let back after its cool-down",
    file: "scheduler/blacklist.ts",
    find: "  if (worker.blacklistedUntil === undefined) return;\n  worker",
    replace: "  if (step.at >= 0) return;\n  worker",
  },
  {
    name: "capabilities-ignored",
    breaks: "5 capabilities: a task goes only to workers that have what it needs",
    file: "scheduler/capabilities.ts",
    find: "  return requirement.names.every((name) => workerClass.capabilities.has(name));",
    replace: "  return true;",
  },
  {
    name: "waits-for-ever",
    breaks: "5 capabilities: a query waits for a worker that has what it needs no longer than it was told to",
    file: "scheduler/timeouts.ts",
    find: "  if (capabilityTimeoutMs > 0) state.deadlines",
    replace: "  if (capabilityTimeoutMs > 1e12) state.deadlines",
  },
  {
    name: "stops-with-the-next-poll",
    breaks: "6 no hang: the end of a query reaches its running tasks within a second",
    file: "scheduler/polls.ts",
    find: "    if (openPoll.assigned.length + cancel.size + released.size > 0) closePoll",
    replace: "    if (openPoll.assigned.length + 0 * (cancel.size + released.size) > 0) closePoll",
  },
  {
    name: "absent-client-unnoticed",
    breaks: "6 no hang: the query of a client that has gone is canceled",
    file: "scheduler/timeouts.ts",
    find: "  const dueAt = Math.max(query.clientSeenAt, state.awakeSince) + state.config.clientGraceMs;",
    replace: "  const dueAt = at + state.config.clientGraceMs;",
  },
  {
    name: "one-wakeup",
    breaks: "6 no hang: every wait has a deadline",
    file: "scheduler/timeouts.ts",
    find: '  if (dueAt > at) state.deadlines.set(dueAt, { kind: "liveness", worker });\n  else loseWorker',
    replace: "  if (dueAt > at) return;\n  else loseWorker",
  },
  {
    name: "checksum-ignored",
    breaks: "7 shuffle: damaged bytes are noticed",
    file: "wire/frame.ts",
    find: "    if (crc !== header.crc) throw",
    replace: "    if (crc < 0) throw",
  },
  {
    name: "missing-output-is-empty",
    breaks: "7 shuffle: a missing output is never an empty one",
    file: "shuffle/fetch-client.ts",
    find: '      case "IO":\n      case "TIMEOUT":',
    replace: '      case "IO":\n        return;\n      case "TIMEOUT":',
  },
  {
    name: "files-kept",
    breaks: "7 shuffle: files go when the query ends",
    file: "shuffle/held-outputs.ts",
    find: "await this.#store.remove(queryFolder(query));",
    replace: "",
  },
  {
    name: "resume-from-start",
    breaks: "8 results: a stream goes on where it broke",
    file: "rpc/frame-stream.ts",
    find: "await source(state.offset, signal)",
    replace: "await source(0, signal)",
  },
  {
    name: "same-worker-again",
    breaks: "8 results: what a client cannot get from one worker is made anew by another",
    file: "scheduler/reports.ts",
    find: "  avoid(step, task, holder, UNREACHED_MS);",
    replace: "",
  },
  {
    name: "word-before-journal",
    breaks: "9 restart: nothing is said before it would survive a crash",
    file: "coordinator/coordinator.ts",
    find: "this.#outbox.add({ durable, fail,",
    replace: "this.#outbox.add({ durable: undefined, fail,",
  },
  {
    name: "torn-journal-refused",
    breaks: "9 restart: a truncated tail of the journal is tolerated",
    file: "coordinator/journal-entry.ts",
    find: "  if (end > buffer.length) return undefined;",
    replace: '  if (end > buffer.length) throw new Error("the journal is torn");',
  },
  {
    name: "closed-worker-goes-on",
    breaks: "10 operation: a worker that drains ends",
    file: "worker/worker.ts",
    find: '    this.#stop.abort(new FfqError("CLOSED", "the worker is closed", { sqlstate: "57P01" }));',
    replace: "",
  },
];
