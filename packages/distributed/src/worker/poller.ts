// Asks the coordinator for work: one long poll is open at a time, with as many free slots as there are. Slots that get
// free are offered with the report that says so; where that found no open poll, a new one takes its place (the
// coordinator then answers the old one at once). With no slot free it is open too, because stopping and forgetting are
// said in its answer.
import { type Clock, FfqError, type WorkerId } from "@ffq/core/physical";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { GetTaskResponse } from "../wire/messages.ts";

export interface PollerOptions {
  readonly worker: WorkerId;
  readonly clock: Clock;
  readonly random: () => number;
  readonly coordinator: CoordinatorClient;
  readonly signal: AbortSignal;
  /** How long a poll waits for work. */
  readonly waitMs: number;
  readonly freeSlots: () => number;
  readonly onAnswer: (answer: GetTaskResponse) => void;
  readonly ensureKnown: (signal: AbortSignal) => Promise<void>;
}

/** On top of what the poll waits. */
const MARGIN_MS = 10_000;
const RETRY_MS = 250;
/** A poll that was answered sooner, with nothing, is followed by a pause: whatever that means, it must not spin. */
const SOON_MS = 5;

export class Poller {
  readonly #options: PollerOptions;
  #poll = 0;
  #open: { readonly poll: number; readonly freeSlots: number } | undefined;
  #isStarted = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStarted = true;
    this.slotsChanged();
  }

  /** The coordinator counts that poll as one that offers so many slots. */
  offered(poll: number, freeSlots: number): void {
    if (this.#open?.poll === poll && this.#open.freeSlots < freeSlots) this.#open = { poll, freeSlots };
    this.slotsChanged();
  }

  /** Polls, if there is no poll that offers as much. */
  slotsChanged(): void {
    const { signal, freeSlots } = this.#options;
    const free = freeSlots();
    if (!this.#isStarted || signal.aborted || (this.#open !== undefined && this.#open.freeSlots >= free)) return;
    const poll = ++this.#poll;
    this.#open = { poll, freeSlots: free };
    void this.#ask(poll, free);
  }

  /** One poll, and the next one when no other has taken its place. Never rejects. */
  async #ask(poll: number, freeSlots: number): Promise<void> {
    const { clock, signal } = this.#options;
    const startedAt = clock.now();
    try {
      const isNews = await this.#askOnce(poll, freeSlots);
      if (!isNews && clock.now() - startedAt < SOON_MS) await sleep(clock, RETRY_MS, signal);
    } catch (thrown) {
      if (!signal.aborted) await this.#pause(thrown);
    }
    if (signal.aborted || this.#open?.poll !== poll) return;
    this.#open = undefined;
    this.slotsChanged();
  }

  /** False: it was answered with nothing. */
  async #askOnce(poll: number, freeSlots: number): Promise<boolean> {
    const { worker, coordinator, signal, waitMs, onAnswer, ensureKnown } = this.#options;
    const options = { signal, timeoutMs: waitMs + MARGIN_MS };
    const answer = await coordinator.controlPlane.getTask({ worker, freeSlots, waitMs, poll }, options);
    if (signal.aborted) return true;
    onAnswer(answer);
    if (!answer.known) await ensureKnown(signal);
    return !answer.known || answer.tasks.length + answer.cancel.length + answer.releasedQueries.length > 0;
  }

  async #pause(thrown: unknown): Promise<void> {
    const { clock, random, signal } = this.#options;
    // Whether the coordinator can be reached is what heartbeats tell; here it is only asked less often.
    const pauseMs = FfqError.from(thrown).retry ? RETRY_MS : RETRY_MS * 10;
    await sleep(clock, pauseMs * (0.5 + random()), signal).catch((stopped: unknown) => {
      if (!signal.aborted) throw stopped;
    });
  }
}
