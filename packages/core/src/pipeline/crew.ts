// The threads that execute, as the caller's thread sees them: tasks are opened on a member and answer with
// reports. In this thread (runtime/inline-crew.ts) or in others (runtime/thread-crew.ts).
import type { Command, EncodeWork, QueryData, Report, Work } from "./protocol.ts";

/** What is sent to a task once it is open. */
export type TaskCommand = Command extends infer Each
  ? Each extends { kind: "open" | "encode" }
    ? never
    : Each extends { task: number }
      ? Omit<Each, "task">
      : never
  : never;

export interface OpenTask {
  send(command: TaskCommand): void;
}

export interface Crew {
  /** The most members there will be. */
  readonly capacity: number;
  /** The members that take work now: at least one. A member that was here earlier may still have tasks. */
  members(): readonly number[];
  /** The member that is the caller's thread: for work that is done sooner than a message arrives. */
  readonly here: number;
  /** There is more work than members for it: another one may start, and will be among them when it is ready. */
  grow(): void;
  /** How many tasks are open on a member. */
  load(member: number): number;
  /** Reports arrive in turns of their own, never during a call; the last one is finished, failed or aborted. */
  open(member: number, query: QueryData, work: Work, listener: (report: Report) => void): OpenTask;
  /** Encodes the rows that it is sent, from buffers that move to the member or from the arena; its last report's state is the EncodedRowGroup. */
  encode(member: number, work: EncodeWork, listener: (report: Report) => void): OpenTask;
  /** Ends the members; no task is open. */
  close(): Promise<void>;
}
