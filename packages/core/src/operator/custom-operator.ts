// The port to operators of extensions: rows come and go as whole Arrow batches, in JavaScript, on the caller's thread.
// A plan names such an operator and carries what it needs as plain data; whoever runs the plan looks it up.
import type { RecordBatch } from "apache-arrow";
import type { Field } from "../column/vector.ts";

export interface CustomOperatorInput {
  readonly fields: readonly Field[];
  /** Read once, as fast as the operator asks. What it does not ask for is dropped. */
  readonly batches: AsyncIterable<RecordBatch>;
}

export interface CustomOperatorCall {
  /** What the plan says about this use of it. */
  readonly payload: unknown;
  readonly inputs: readonly CustomOperatorInput[];
  /** The columns that it must give. */
  readonly fields: readonly Field[];
  /** This task among those that run the operator, each over its share of the rows. */
  readonly partition: number;
  readonly partitions: number;
  /** Aborted when the query is stopped. */
  readonly signal: AbortSignal;
}

/** Given the same rows it must give the same: a task may be run again. */
export type CustomOperator = (call: CustomOperatorCall) => AsyncIterable<RecordBatch>;

/** Undefined: there is no operator of that name here. */
export type CustomOperators = (name: string) => CustomOperator | undefined;
