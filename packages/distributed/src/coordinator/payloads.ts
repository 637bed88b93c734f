// What the coordinator keeps of each query for its workers and does not look into: plans, settings, names of blobs.
// The rule: it is there from before the query is accepted until the query has ended.
import { type ClusterQueryId, internal, type TaskAttempt } from "@ffq/core/physical";
import type { Assignment } from "../scheduler/command.ts";
import type { StagePlan, TaskAssignment, TaskInput } from "../wire/messages.ts";
import type { QueryPayload } from "./journal-entry.ts";

export class Payloads {
  readonly #byQuery = new Map<ClusterQueryId, QueryPayload>();

  /** A second one of the same query changes nothing. */
  add(payload: QueryPayload): void {
    if (!this.#byQuery.has(payload.query)) this.#byQuery.set(payload.query, payload);
  }

  get(query: ClusterQueryId): QueryPayload | undefined {
    return this.#byQuery.get(query);
  }

  remove(query: ClusterQueryId): void {
    this.#byQuery.delete(query);
  }

  values(): Iterable<QueryPayload> {
    return this.#byQuery.values();
  }

  /** Names of all blobs that a query may still read. */
  blobsInUse(): ReadonlySet<string> {
    return new Set([...this.#byQuery.values()].flatMap(({ blobs }) => blobs.map(({ hash }) => hash)));
  }

  /**
   * Assignments as their worker is told them, with the plan of each stage once. Those of ended queries are left out.
   * @param inputsOf where the rows are that a task reads
   */
  dress(
    tasks: readonly Assignment[],
    inputsOf: (task: TaskAttempt) => readonly TaskInput[],
  ): {
    readonly tasks: readonly TaskAssignment[];
    readonly stages: readonly StagePlan[];
  } {
    const dressed: TaskAssignment[] = [];
    const stages: StagePlan[] = [];
    for (const { task, isResult } of tasks) {
      const payload = this.#byQuery.get(task.query);
      if (payload === undefined) continue;
      dressed.push({ task, isResult, settings: payload.settings, inputs: inputsOf(task) });
      const plan = planOf(payload, task);
      if (!stages.some(({ query, stage }) => query === task.query && stage === task.stage)) stages.push(plan);
    }
    return { tasks: dressed, stages };
  }
}

function planOf({ query, planVersion, plans }: QueryPayload, { stage }: TaskAttempt): StagePlan {
  const plan = plans.get(stage);
  if (plan === undefined) throw internal(`query ${query} has no stage ${stage}`);
  return { query, stage, planVersion, plan };
}
