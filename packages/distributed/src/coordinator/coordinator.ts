// The coordinator's mailbox: every event goes through the scheduler on its own, whole, in the order it came; what the
// scheduler wants done is journalled and then carried out (outbox.ts). Nothing here decides. The rule: state and
// journal change in the same synchronous turn, so that a snapshot of the one always matches the other.
import { type Clock, type ClusterQueryId, FfqError, internal, unreachable } from "@ffq/core/physical";
import type { Answer, Command, Notice } from "../scheduler/command.ts";
import type { SchedulerConfig } from "../scheduler/config.ts";
import type { ClientEvent, SchedulerEvent, ShellEvent, WorkerEvent } from "../scheduler/event.ts";
import type { SchedulerRecord } from "../scheduler/record.ts";
import { reduce } from "../scheduler/reduce.ts";
import { replay, toRecords } from "../scheduler/replay.ts";
import type { State } from "../scheduler/state.ts";
import type { FileStore } from "../store/file-store.ts";
import { Journal, type JournalOptions, readJournal } from "./journal.ts";
import type { JournalEntry, QueryPayload } from "./journal-entry.ts";
import { Outbox } from "./outbox.ts";
import { Payloads } from "./payloads.ts";
import { PollDesk } from "./poll-desk.ts";
import { Wakeup } from "./wakeup.ts";

export interface CoordinatorOptions {
  readonly config: SchedulerConfig;
  readonly store: FileStore;
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** In place of the journal's own. */
  readonly journal?: Pick<JournalOptions, "compactAfterBytes" | "retryMs" | "giveUpMs">;
  readonly onNotice: (notice: CoordinatorNotice) => void;
  /** Nothing can go on: the journal cannot be written, or the scheduler has a defect. Called once. */
  readonly onFatal: (error: FfqError) => void;
}

export type CoordinatorNotice =
  | Notice
  | { readonly kind: "journal-read"; readonly entries: number; readonly tornBytes: number }
  | { readonly kind: "journal-left-over"; readonly error: FfqError };

/** An event before the mailbox stamps it. */
export type Posted = ClientEvent | WorkerEvent | ShellEvent;
export type AnswerOf<Kind extends Answer["kind"]> = Extract<Answer, { readonly kind: Kind }>;

type Listener = () => void;

export class Coordinator {
  readonly payloads: Payloads;
  readonly polls: PollDesk = new PollDesk();
  /** Grows with each start on the same journal. */
  readonly epoch: number;
  readonly #options: CoordinatorOptions;
  readonly #journal: Journal;
  readonly #outbox = new Outbox();
  readonly #wakeup: Wakeup;
  readonly #listeners = new Map<ClusterQueryId, Set<Listener>>();
  #state: State;
  #at: number;
  #isStopped = false;

  private constructor(options: CoordinatorOptions, start: { state: State; payloads: Payloads; last: number }) {
    const { store, clock, onNotice } = options;
    this.#options = options;
    this.#state = start.state;
    this.payloads = start.payloads;
    this.epoch = start.last + 1;
    this.#at = clock.now();
    this.#journal = new Journal(
      {
        ...options.journal,
        store,
        clock,
        snapshot: () => this.#snapshot(),
        onFailed: (error) => this.#die(error),
        onLeftOver: (error) => onNotice({ kind: "journal-left-over", error }),
      },
      start.last,
    );
    this.#wakeup = new Wakeup(clock, () => this.post({ kind: "clock-ticked" }));
  }

  /** Goes on where the coordinator before it ended. @throws FfqError when the journal cannot be read or written */
  static async start(options: CoordinatorOptions): Promise<Coordinator> {
    const { entries, tornBytes, last } = await readJournal(options.store);
    options.onNotice({ kind: "journal-read", entries: entries.length, tornBytes });
    const records = entries.flatMap((entry) => (entry.kind === "scheduler" ? [entry.record] : []));
    const state = replay(options.config, records);
    const payloads = new Payloads();
    for (const entry of entries) if (entry.kind === "payload") payloads.add(entry.payload);
    for (const { query } of [...payloads.values()]) if (!isOpen(state, query)) payloads.remove(query);
    const coordinator = new Coordinator(options, { state, payloads, last });
    // A file of this start's own, whatever happens next: its number is the epoch.
    await coordinator.#journal.append([]);
    coordinator.post({ kind: "coordinator-restarted" });
    return coordinator;
  }

  /** For reading only: the state as of the last event, which may not have left yet (`flushed`). */
  get state(): Readonly<State> {
    return this.#state;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get isHealthy(): boolean {
    return !this.#isStopped && this.#journal.isHealthy;
  }

  /** Resolves when all that has happened so far would survive a crash, and has been said. */
  flushed(): Promise<void> {
    return this.#outbox.flushed();
  }

  /** For events that nobody waits for. */
  post(event: Posted): void {
    this.#step(
      event,
      () => undefined,
      () => undefined,
    );
  }

  /** The answer of that kind to the event. @throws FfqError UNAVAILABLE when the coordinator has stopped */
  ask<Kind extends Exclude<Answer["kind"], "answer-poll">>(event: Posted, kind: Kind): Promise<AnswerOf<Kind>> {
    return new Promise((resolve, reject) => {
      this.#step(
        event,
        (answer) => {
          if (answer.kind === kind) resolve(answer as AnswerOf<Kind>);
        },
        reject,
      );
    });
  }

  /** A query with what its workers will need. */
  submit(
    event: Extract<ClientEvent, { readonly kind: "query-submitted" }>,
    payload: QueryPayload,
  ): Promise<AnswerOf<"answer-query">> {
    this.payloads.add(payload);
    const answer = this.ask(event, "answer-query");
    if (!isOpen(this.#state, event.query)) this.payloads.remove(event.query);
    return answer;
  }

  /** Calls `listener` whenever the query's status differs from before, until the answer is called. */
  listen(query: ClusterQueryId, listener: Listener): () => void {
    const listeners = this.#listeners.get(query) ?? new Set();
    this.#listeners.set(query, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(query);
    };
  }

  /** Takes no more events; waits for the disk. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wakeup.cancel();
    await this.#outbox.flushed().catch(() => undefined); // those who wait for the rest are told
    this.polls.abandon(stopped());
    await this.#journal.close();
  }

  #step(event: Posted, reply: (answer: Answer) => void, fail: (error: FfqError) => void): void {
    if (this.#isStopped) return fail(stopped());
    const { clock, random } = this.#options;
    this.#at = Math.max(this.#at, clock.now());
    let commands: readonly Command[];
    try {
      const stamped = { ...event, at: this.#at, random: random() } as SchedulerEvent;
      const after = reduce(this.#state, stamped);
      this.#state = after.state;
      ({ commands } = after);
    } catch (thrown) {
      // A step that ended midway leaves a state that nothing may be built on; the journal still holds the one before.
      const error = internal(`the scheduler failed at ${event.kind}`, thrown);
      this.#die(error);
      return fail(error);
    }
    const entries = this.#entriesOf(commands);
    const durable = entries.length === 0 ? undefined : this.#journal.append(entries);
    this.#outbox.add({ durable, fail, deliver: () => this.#carryOut(commands, reply) });
  }

  #entriesOf(commands: readonly Command[]): readonly JournalEntry[] {
    return commands.flatMap((command) => (command.kind === "record" ? this.#entriesOfRecord(command.record) : []));
  }

  #entriesOfRecord(record: SchedulerRecord): readonly JournalEntry[] {
    const entry: JournalEntry = { kind: "scheduler", record };
    const payload = record.kind === "query-accepted" ? this.payloads.get(record.query) : undefined;
    return payload === undefined ? [entry] : [{ kind: "payload", payload }, entry];
  }

  *#snapshot(): Generator<JournalEntry> {
    for (const payload of this.payloads.values()) {
      if (isOpen(this.#state, payload.query)) yield { kind: "payload", payload };
    }
    for (const record of toRecords(this.#state)) yield { kind: "scheduler", record };
  }

  #carryOut(commands: readonly Command[], reply: (answer: Answer) => void): void {
    for (const command of commands) this.#carryOutOne(command, reply);
  }

  #carryOutOne(command: Command, reply: (answer: Answer) => void): void {
    switch (command.kind) {
      case "record":
        return;
      case "answer-query":
      case "answer-heartbeat":
      case "answer-reports":
      case "answer-registered":
        return reply(command);
      case "answer-poll":
        return this.polls.answer(command);
      case "query-changed":
        for (const listener of [...(this.#listeners.get(command.query) ?? [])]) listener();
        return;
      case "query-ended":
        return this.payloads.remove(command.query);
      case "wake-at":
        return this.#wakeup.at(command.at);
      case "log":
        return this.#options.onNotice(command.notice);
      default:
        return unreachable(command);
    }
  }

  #die(error: FfqError): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#wakeup.cancel();
    this.polls.abandon(stopped());
    this.#options.onFatal(error);
  }
}

/** True while the query's plans are needed. */
function isOpen(state: State, query: ClusterQueryId): boolean {
  const phase = state.queries.get(query)?.phase.kind;
  return phase === "queued" || phase === "running";
}

const stopped = (): FfqError => new FfqError("UNAVAILABLE", "the coordinator is shutting down", { sqlstate: "57P01" });
