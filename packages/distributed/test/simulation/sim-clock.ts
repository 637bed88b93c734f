// Simulated time, and the processes that live in it. One queue holds everything that will happen; an event is taken
// out, its process runs until nothing more can run without another event, then comes the next. So the order of all
// that happens depends on the queue alone. Time passes only between events, except for the little that a process uses
// up by looking at its clock, which ends its slices.
//
// A process is one life of a program on a host: it is killed once and stays dead (what it was about to do does not
// happen), and while it is stopped its events wait for it.
import type { Clock } from "@ffq/core/physical";

/** What one look at the clock costs: time slices would never end in a time that stands still. */
const LOOK_MS = 0.02;

interface Entry {
  readonly at: number;
  readonly order: number;
  /** Undefined: the simulation itself. */
  readonly process: SimProcess | undefined;
  readonly action: () => void;
  isDropped: boolean;
}

/** How a run of the loop ended. */
export type LoopEnd =
  | "done"
  /** Nothing will ever happen again. */
  | "stuck"
  /** The time given is over. */
  | "late";

export class SimLoop {
  readonly #heap: Entry[] = [];
  readonly #settle: () => Promise<void>;
  #order = 0;
  #now = 0;
  #current: SimProcess | undefined;
  #events = 0;

  /** `settle` resolves when all promises that can go on without an event have done so. */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  get now(): number {
    return this.#now;
  }

  /** The process whose event is being carried out. */
  get current(): SimProcess | undefined {
    return this.#current;
  }

  get events(): number {
    return this.#events;
  }

  /** `action` runs in `process` after so many milliseconds; the answer takes that back. */
  post(process: SimProcess | undefined, delayMs: number, action: () => void): () => void {
    const entry = { at: this.#now + Math.max(0, delayMs), order: this.#order++, process, action, isDropped: false };
    this.#push(entry);
    return () => {
      entry.isDropped = true;
    };
  }

  /** Lets things happen until `isDone` says so between two of them. */
  async run(isDone: () => boolean, untilMs: number): Promise<LoopEnd> {
    for (;;) {
      await this.#settle();
      this.#current?.afterTurn();
      this.#current = undefined;
      if (isDone()) return "done";
      const next = this.#heap[0];
      if (next === undefined) return "stuck";
      if (next.at > untilMs) return "late";
      this.#pop();
      if (next.isDropped) continue;
      this.#now = Math.max(this.#now, next.at);
      this.#carryOut(next);
    }
  }

  /** How many events of a process are waiting. */
  pendingOf(process: SimProcess): number {
    return this.#heap.filter((entry) => entry.process === process && !entry.isDropped).length;
  }

  #carryOut(entry: Entry): void {
    const { process, action } = entry;
    if (process?.state === "dead") return;
    if (process?.state === "stopped") {
      process.hold(() => this.#carryOut(entry));
      return;
    }
    if (entry.isDropped) return;
    this.#events++;
    this.#current = process;
    action();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!isBefore(entry, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[hole] = heap[child] as Entry;
      hole = child;
    }
    heap[hole] = last;
  }
}

const isBefore = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

export class SimProcess {
  readonly loop: SimLoop;
  /** The host it runs on: the same for all its lives. */
  readonly host: string;
  /** The host, and which life. */
  readonly name: string;
  /** Called when all that an event set off in it has happened. */
  afterTurn: () => void = () => undefined;
  /** What a turn of its event loop costs, on a machine that has time for it. */
  turnMs = 0.05;
  /** How many times longer it takes now. */
  slowness = 1;
  #state: "running" | "stopped" | "dead" = "running";
  #held: (() => void)[] = [];
  #lastNow = 0;
  #timers = 0;
  readonly #onDeath = new Set<() => void>();
  readonly clock: Clock;

  constructor(loop: SimLoop, host: string, life: number) {
    this.loop = loop;
    this.host = host;
    this.name = `${host}#${life}`;
    this.clock = {
      now: () => {
        this.#lastNow = Math.max(this.#lastNow + LOOK_MS, loop.now);
        return this.#lastNow;
      },
      after: (milliseconds, action) =>
        loop.post(this, this.#ahead() + milliseconds - this.#early(milliseconds), action),
    };
  }

  /** How far its clock is ahead of the simulation's. */
  #ahead(): number {
    return Math.max(0, this.#lastNow - this.loop.now);
  }

  /** Hosts' timers fire up to a millisecond early, by the hosts' own clocks. */
  #early(milliseconds: number): number {
    this.#timers++;
    return milliseconds < 1 ? 0 : (this.#timers * 0.37) % 0.9;
  }

  get state(): "running" | "stopped" | "dead" {
    return this.#state;
  }

  /** Called when it is killed; the answer takes that back. */
  onDeath(action: () => void): () => void {
    this.#onDeath.add(action);
    return () => this.#onDeath.delete(action);
  }

  /** As by SIGKILL: nothing of it happens any more. */
  kill(): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    this.#held = [];
    for (const action of this.#onDeath) action();
    this.#onDeath.clear();
  }

  /** As by SIGSTOP: nothing of it happens until it is continued. */
  stop(): void {
    if (this.#state === "running") this.#state = "stopped";
  }

  continue(): void {
    if (this.#state !== "stopped") return;
    this.#state = "running";
    // In the order in which they would have happened, each as an event of its own.
    for (const action of this.#held.splice(0)) this.loop.post(this, 0, action);
  }

  /** Keeps an event for when it is continued. */
  hold(action: () => void): void {
    this.#held.push(action);
  }
}
