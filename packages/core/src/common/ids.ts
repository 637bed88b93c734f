// Every identifier of the engine, branded, minted here and nowhere else.
import type { Brand } from "./brand.ts";

/** A column of a logical plan: unique within one query, never reused, independent of position. */
export type ColumnId = Brand<number, "ColumnId">;
export const ColumnId = (value: number): ColumnId => value as ColumnId;

/** One query of one engine. */
export type QueryId = Brand<number, "QueryId">;
export const QueryId = (value: number): QueryId => value as QueryId;

/** A stage: what lies between two exchanges. */
export type StageId = Brand<number, "StageId">;
export const StageId = (value: number): StageId => value as StageId;

/** A pipeline of a fragment: what runs between two breakers. */
export type PipelineId = Brand<number, "PipelineId">;
export const PipelineId = (value: number): PipelineId => value as PipelineId;

/** State that a pipeline breaker of a fragment builds (a hash table, sorted rows ...). */
export type StateId = Brand<number, "StateId">;
export const StateId = (value: number): StateId => value as StateId;

/** A common table expression or other shared subplan of one query. */
export type CteId = Brand<number, "CteId">;
export const CteId = (value: number): CteId => value as CteId;

/** One query of a cluster: given by the client that submits it, so that a second submission is the same query. */
export type ClusterQueryId = Brand<string, "ClusterQueryId">;
export const ClusterQueryId = (value: string): ClusterQueryId => value as ClusterQueryId;

/** One worker of a cluster, from the start of its process to the end. */
export type WorkerId = Brand<string, "WorkerId">;
export const WorkerId = (value: string): WorkerId => value as WorkerId;

/** One attempt at one task of a cluster's query: of several at the same task, at most one is accepted. */
export interface TaskAttempt {
  readonly query: ClusterQueryId;
  readonly stage: StageId;
  readonly partition: number;
  readonly attempt: number;
}
