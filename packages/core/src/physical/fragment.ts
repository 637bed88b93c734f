// What one task runs: a plan whose leaves are scans and other stages' outputs, and where its rows go.
import type { QueryId, StageId } from "../common/ids.ts";
import type { Partitioning } from "./partitioning.ts";
import type { PhysicalPlan } from "./plan.ts";

/** A stage of a query: the same plan for each of its tasks. */
export interface Stage {
  readonly id: StageId;
  readonly plan: PhysicalPlan;
  /** How many tasks run the plan, each over its share of the scans and exchanges. */
  readonly partitions: number;
  /** How the rows leave; the last stage gives them to the caller in one partition. */
  readonly output: Partitioning;
  /** The stages whose output the plan reads. */
  readonly inputs: readonly StageId[];
}

/** A query cut at its exchanges. Stages stand behind those they read; the last one is the query's result. */
export interface StageGraph {
  readonly stages: readonly Stage[];
}

/** One task of a stage. */
export interface Fragment {
  readonly query: QueryId;
  readonly stage: Stage;
  readonly partition: number;
}
