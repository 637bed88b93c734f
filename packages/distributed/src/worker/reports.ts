// Outcomes on their way to the coordinator: sent in batches, one batch at a time, and kept until it has answered. An
// attempt counts as running here until then, so that neither side believes that the other one has forgotten it.
import { type Clock, FfqError, type TaskAttempt, type WorkerId } from "@ffq/core/physical";
import { sleep } from "../rpc/sleep.ts";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { TaskReport } from "../wire/messages.ts";

export interface ReportQueueOptions {
  readonly worker: WorkerId;
  readonly clock: Clock;
  readonly random: () => number;
  readonly coordinator: CoordinatorClient;
  readonly signal: AbortSignal;
  readonly ensureKnown: (signal: AbortSignal) => Promise<void>;
  readonly freeSlots: () => number;
  readonly onTaken: (taken: TakenReports) => void;
}

/** Reports that the coordinator has taken. */
export interface TakenReports {
  readonly reports: readonly TaskReport[];
  /** Attempts of theirs that do not count. */
  readonly stale: readonly TaskAttempt[];
  /** The open poll that the coordinator answers with so many tasks from now on. */
  readonly offered: { readonly poll: number; readonly freeSlots: number };
}

const PAUSE_MS = 200;
const MOST_REPORTS = 256;

export class ReportQueue {
  readonly #options: ReportQueueOptions;
  #waiting: TaskReport[] = [];
  #isSending = false;

  constructor(options: ReportQueueOptions) {
    this.#options = options;
  }

  add(report: TaskReport): void {
    this.#waiting.push(report);
    if (!this.#isSending) void this.#sendAll();
  }

  /** Never rejects: what cannot be sent when the worker ends is not sent. */
  async #sendAll(): Promise<void> {
    const { signal } = this.#options;
    this.#isSending = true;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const batch = this.#waiting.slice(0, MOST_REPORTS);
      try {
        if (await this.#send(batch)) this.#waiting = this.#waiting.slice(batch.length);
      } catch (thrown) {
        // The coordinator cannot be reached, or this worker ends; either way heartbeats tell.
        if (signal.aborted) return;
        await this.#pause(FfqError.from(thrown));
      }
    }
    this.#isSending = false;
  }

  /** False: to be sent again. */
  async #send(reports: readonly TaskReport[]): Promise<boolean> {
    const { worker, coordinator, signal, ensureKnown, onTaken } = this.#options;
    const freeSlots = this.#options.freeSlots();
    const request = { worker, reports, freeSlots };
    const { known, stale, poll } = await coordinator.controlPlane.reportTaskStatus(request, { signal });
    if (known) onTaken({ reports, stale, offered: { poll, freeSlots } });
    else await ensureKnown(signal);
    return known;
  }

  async #pause(error: FfqError): Promise<void> {
    const { clock, random, signal } = this.#options;
    // An answer that cannot be cured by time is a defect on one side: asked less often, but not given up.
    const pauseMs = error.retry ? PAUSE_MS : PAUSE_MS * 10;
    try {
      await sleep(clock, pauseMs * (0.5 + random()), signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}
