// Looks at a coordinator's state after each of its turns and says what must never be: limits exceeded, tasks lost or
// counted wrongly, two outputs of one task, phases that go back. It counts for itself, from the tasks and attempts,
// and takes no number of the scheduler's for true.
import type { ClusterQueryId } from "@ffq/core/physical";
import type { Query, RunningQuery, Stage, State, Task, Worker } from "../../src/scheduler/state.ts";

export type Violation = (rule: string, detail: string) => void;

/** What was seen of a task the last time. */
interface Seen {
  readonly attempts: number;
  readonly output: number | undefined;
}

const rank = { queued: 0, running: 1, succeeded: 2, failed: 2, canceled: 2 } as const;

/** One for each life of the coordinator. */
export class StateWatch {
  readonly #violation: Violation;
  readonly #onEnd: (query: ClusterQueryId) => void;
  readonly #phases = new Map<ClusterQueryId, { readonly kind: Query["phase"]["kind"]; readonly revision: number }>();
  readonly #tasks = new WeakMap<Task, Seen>();

  /** @param onEnd told of each query once, when it has ended */
  constructor(violation: Violation, onEnd: (query: ClusterQueryId) => void) {
    this.#violation = violation;
    this.#onEnd = onEnd;
  }

  look(state: Readonly<State>): void {
    const { maxRunningQueries } = state.config;
    if (state.running.size > maxRunningQueries) this.#violation("admission limit", `${state.running.size} queries run`);
    for (const query of state.queries.values()) this.#lookAtQuery(query);
    for (const worker of state.workers.values()) this.#lookAtWorker(state, worker);
    for (const run of state.running) this.#lookAtRun(state, run);
  }

  #lookAtQuery({ id, phase: { kind }, revision }: Query): void {
    const before = this.#phases.get(id);
    this.#phases.set(id, { kind, revision });
    if (before === undefined) return;
    if (rank[kind] === 2 && rank[before.kind] < 2) this.#onEnd(id);
    const isBack =
      rank[kind] < rank[before.kind] || (rank[kind] === 2 && rank[before.kind] === 2 && kind !== before.kind);
    if (isBack) this.#violation("status goes back", `${id} from ${before.kind} to ${kind}`);
    if (revision < before.revision) this.#violation("revision goes back", `${id} ${before.revision} to ${revision}`);
    if (kind !== before.kind && revision === before.revision) this.#violation("silent change", `${id} is ${kind}`);
  }

  #lookAtWorker({ config }: Readonly<State>, { id, attempts, presence }: Worker): void {
    if (presence.kind !== "registered") return;
    const limit = Math.min(presence.slots, config.maxTasksPerWorker);
    if (attempts.size > limit) this.#violation("tasks per worker", `${id} has ${attempts.size} of ${limit}`);
  }

  #lookAtRun({ config, workers }: Readonly<State>, run: RunningQuery): void {
    let occupied = 0;
    for (const { attempts } of workers.values()) {
      for (const { task } of attempts) if (task.stage.run === run) occupied++;
    }
    const id = run.query.id;
    if (occupied > config.maxTasksPerQuery) this.#violation("tasks per query", `${id} has ${occupied}`);
    if (occupied !== run.occupied)
      this.#violation("count of slots", `${id}: ${run.occupied}, and ${occupied} are taken`);
    for (const stage of run.stages) this.#lookAtStage(workers, stage);
  }

  #lookAtStage(workers: Readonly<State>["workers"], stage: Stage): void {
    const name = `${stage.run.query.id}/${stage.shape.id}`;
    const counts = { queued: 0, running: 0, succeeded: 0 };
    let missing = 0;
    for (const task of stage.tasks) {
      const { state, output } = task;
      counts[state.kind === "backing-off" ? "queued" : state.kind]++;
      if (output === undefined) missing++;
      if (output !== undefined && workers.get(output.worker.id) !== output.worker) {
        this.#violation("output of a lost worker", `${name}/${task.partition}`);
      }
      if (state.kind === "running" && !state.attempt.worker.attempts.has(state.attempt)) {
        this.#violation("attempt without a worker", `${name}/${task.partition}`);
      }
      this.#lookAtTask(name, task);
    }
    for (const kind of ["queued", "running", "succeeded"] as const) {
      if (counts[kind] !== stage[kind])
        this.#violation("count of tasks", `${name}: ${stage[kind]} ${kind}, and ${counts[kind]} are`);
    }
    if (missing !== stage.missingOutputs)
      this.#violation("count of outputs", `${name}: ${stage.missingOutputs} missing, and ${missing} are`);
  }

  #lookAtTask(name: string, task: Task): void {
    const { attempts, output, partition } = task;
    const before = this.#tasks.get(task);
    this.#tasks.set(task, { attempts, output: output?.attempt });
    if (before === undefined) return;
    if (attempts < before.attempts) this.#violation("attempts go back", `${name}/${partition}`);
    if (before.output !== undefined && output !== undefined && output.attempt !== before.output) {
      this.#violation("two accepted attempts", `${name}/${partition}: ${before.output} and ${output.attempt}`);
    }
  }
}
