// Where workers' polls wait for their answer. A poll that is asked twice while it is open is answered twice.
import type { FfqError, WorkerId } from "@ffq/core/physical";
import type { Answer } from "../scheduler/command.ts";

export type PollAnswer = Extract<Answer, { readonly kind: "answer-poll" }>;
type Waiting = PromiseWithResolvers<PollAnswer>;

export class PollDesk {
  readonly #waiting = new Map<WorkerId, Map<number, Waiting[]>>();

  get size(): number {
    return this.#waiting.size;
  }

  /** To be asked before the poll is posted. */
  wait(worker: WorkerId, poll: number): Promise<PollAnswer> {
    const waiting: Waiting = Promise.withResolvers();
    const ofWorker = this.#waiting.get(worker) ?? new Map<number, Waiting[]>();
    this.#waiting.set(worker, ofWorker);
    ofWorker.set(poll, [...(ofWorker.get(poll) ?? []), waiting]);
    return waiting.promise;
  }

  answer(answer: PollAnswer): void {
    const ofWorker = this.#waiting.get(answer.worker);
    const waiting = ofWorker?.get(answer.poll) ?? [];
    ofWorker?.delete(answer.poll);
    if (ofWorker?.size === 0) this.#waiting.delete(answer.worker);
    for (const { resolve } of waiting) resolve(answer);
  }

  /** There will be no answers any more. */
  abandon(error: FfqError): void {
    for (const ofWorker of this.#waiting.values()) {
      for (const waiting of ofWorker.values()) for (const { reject } of waiting) reject(error);
    }
    this.#waiting.clear();
  }
}
