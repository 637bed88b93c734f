// One call of `reduce`: the state, the event's time and randomness, and what the step has to say so far. Every
// transition takes it; what several of them need to say the same way is here.
import type { ClusterQueryId, TaskAttempt } from "@ffq/core/physical";
import type { Command, Notice } from "./command.ts";
import type { SchedulerRecord } from "./record.ts";
import type { Attempt, Query, State, Task, Worker } from "./state.ts";

export interface Step {
  readonly state: State;
  readonly at: number;
  /** The next of the numbers, at least 0 and less than 1, that derive from the event's. */
  readonly random: () => number;
  readonly commands: Command[];
  /** Queries whose status differs from before. */
  readonly changed: Set<Query>;
  /** Workers that there is something to tell, should they have a poll open. */
  readonly told: Set<Worker>;
}

export function beginStep(state: State, at: number, random: number): Step {
  return { state, at, random: numbersFrom(random), commands: [], changed: new Set(), told: new Set() };
}

export function record(step: Step, fact: SchedulerRecord): void {
  step.commands.push({ kind: "record", record: fact });
}

export function log(step: Step, notice: Notice): void {
  step.commands.push({ kind: "log", notice });
}

/** The name of an attempt at a task. */
export function attemptOf(task: Task, attempt: number): TaskAttempt {
  return { query: task.stage.run.query.id, stage: task.stage.shape.id, partition: task.partition, attempt };
}

export function nameOf(attempt: Attempt): TaskAttempt {
  return attemptOf(attempt.task, attempt.number);
}

/** The task of a name, if its query is running. */
export function taskOf(state: State, name: Omit<TaskAttempt, "attempt">): Task | undefined {
  const phase = state.queries.get(name.query)?.phase;
  if (phase?.kind !== "running") return undefined;
  return phase.run.stageById.get(name.stage)?.tasks[name.partition];
}

/** The attempt of a name, if it counts: its task is running it on that worker. */
export function liveAttempt(state: State, name: TaskAttempt, worker: Worker): Attempt | undefined {
  const task = taskOf(state, name);
  if (task?.state.kind !== "running") return undefined;
  const { attempt } = task.state;
  return attempt.number === name.attempt && attempt.worker === worker ? attempt : undefined;
}

/** The attempt of a name that occupies a slot of the worker, be it one that counts or one being stopped. */
export function occupyingAttempt(state: State, name: TaskAttempt, worker: Worker): Attempt | undefined {
  const live = liveAttempt(state, name, worker);
  if (live !== undefined) return live;
  for (const attempt of worker.attempts) if (isNamed(attempt, name)) return attempt;
  return undefined;
}

function isNamed({ task, number }: Attempt, name: TaskAttempt): boolean {
  const query: ClusterQueryId = task.stage.run.query.id;
  return (
    number === name.attempt &&
    task.partition === name.partition &&
    task.stage.shape.id === name.stage &&
    query === name.query
  );
}

/** The event's number, then others that derive from it: a step may need several, and the event carries one. */
function numbersFrom(random: number): () => number {
  let word = Math.floor(random * 0x1_0000_0000) >>> 0;
  let isFirst = true;
  return () => {
    if (isFirst) {
      isFirst = false;
      return random;
    }
    word = (word + 0x6d2b79f5) >>> 0; // Weyl sequence, scrambled below (splitmix32)
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}
