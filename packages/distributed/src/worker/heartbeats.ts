// How a worker stays known: heartbeats at the coordinator's pace, one at a time, each with what the worker runs, and
// with all it holds when the coordinator does not know it (any more). Never gives up: a coordinator that cannot be
// reached may come back.
import { type Clock, FfqError } from "@ffq/core/physical";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { HeartbeatRequest, HeartbeatResponse } from "../wire/messages.ts";
import { abortable } from "./abortable.ts";

export interface HeartbeatsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly coordinator: CoordinatorClient;
  /** Ends everything here. */
  readonly signal: AbortSignal;
  /** What is to be said now. */
  readonly describe: (isRegistering: boolean) => Omit<HeartbeatRequest, "atMs" | "leaving">;
  readonly onAnswer: (answer: HeartbeatResponse) => void;
  /** The coordinator was reached, or could not be; told when it changes. */
  readonly onReached: (error: FfqError | undefined) => void;
}

/** Until the coordinator has said its own. */
const FIRST_INTERVAL_MS = 1000;
const RETRY_MS = 250;
const GOODBYE_MS = 1000;
const LEAST_TIMEOUT_MS = 500;

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  #intervalMs = FIRST_INTERVAL_MS;
  #isKnown = false;
  #isReached: boolean | undefined;
  #lastAtMs = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  /** As far as the last answer said. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Runs until the signal ends it. Never rejects. */
  async run(): Promise<void> {
    const { clock, random, signal } = this.#options;
    while (!signal.aborted) {
      const isSent = await this.beat();
      const pauseMs = isSent ? this.#intervalMs : Math.min(this.#intervalMs, RETRY_MS);
      // Spread, so that workers that were started together do not stay together.
      await sleep(clock, pauseMs * (0.9 + 0.1 * random()), signal).catch((thrown: unknown) => {
        if (!signal.aborted) throw thrown;
      });
    }
  }

  /** One heartbeat now, with a registration where it takes one. False: the coordinator could not be reached. */
  async beat(): Promise<boolean> {
    const turn = this.#last.then(() => this.#beat());
    this.#last = turn;
    return turn;
  }

  /** Resolves when the coordinator has just said that it knows the worker. @throws what the signal is aborted with */
  async ensureKnown(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      const isSent = await abortable(this.beat(), signal);
      if (isSent && this.#isKnown) return;
      await sleep(clock, RETRY_MS * (0.5 + random()), signal);
    }
  }

  /** What the worker held is gone. Rejects when nobody hears it. */
  async sayGoodbye(): Promise<void> {
    const { coordinator, describe } = this.#options;
    const request = { ...describe(false), atMs: this.#nextAtMs(), leaving: true };
    await coordinator.heartbeat.heartbeat(request, { timeoutMs: GOODBYE_MS });
  }

  async #beat(): Promise<boolean> {
    const { signal, onReached } = this.#options;
    if (signal.aborted) return false;
    try {
      if (!(await this.#send(!this.#isKnown))) await this.#send(true);
      if (this.#isReached !== true) onReached(undefined);
      this.#isReached = true;
      return true;
    } catch (thrown) {
      if (signal.aborted) return false;
      if (this.#isReached !== false) onReached(FfqError.from(thrown));
      this.#isReached = false;
      return false;
    }
  }

  /** Whether the worker is known now. */
  async #send(isRegistering: boolean): Promise<boolean> {
    const { coordinator, describe, onAnswer, signal } = this.#options;
    const request = { ...describe(isRegistering), atMs: this.#nextAtMs(), leaving: false };
    // One that is lost is sent again soon enough for the coordinator not to take the worker for lost.
    const timeoutMs = Math.max(LEAST_TIMEOUT_MS, 2 * this.#intervalMs);
    const answer = await coordinator.heartbeat.heartbeat(request, { signal, timeoutMs });
    if (signal.aborted) return true;
    this.#isKnown = answer.known;
    this.#intervalMs = answer.heartbeatIntervalMs;
    onAnswer(answer);
    return answer.known || isRegistering;
  }

  /** Later than every one before, in whole milliseconds. */
  #nextAtMs(): number {
    this.#lastAtMs = Math.max(Math.floor(this.#options.clock.now()), this.#lastAtMs + 1);
    return this.#lastAtMs;
  }
}
