// The simulated network between hosts: when, whether and how often a message arrives, and whether the one who sent it
// is told. It knows bytes and hosts, not calls: those are built on it (sim-carrier.ts, sim-http.ts). Messages overtake
// each other; within one connection they stay in order, as over TCP.
import { FfqError } from "@ffq/core/physical";
import type { EventLog } from "./event-log.ts";
import type { SimLoop, SimProcess } from "./sim-clock.ts";
import type { SimRandom } from "./sim-random.ts";

/** How bad it is; each a chance per message. */
export interface NetworkWeather {
  /** Lost, and the sender is told by a broken connection. */
  reset: number;
  /** Lost, and nobody is told. */
  silence: number;
  /** A request arrives twice. */
  duplicate: number;
  /** It takes many times as long. */
  slow: number;
  /** A connection breaks between two pieces of a stream. */
  cut: number;
  /** A bit is wrong in a piece of a body (what gets past TCP's own checksum). */
  flip: number;
}

export const fairWeather: NetworkWeather = { reset: 0, silence: 0, duplicate: 0, slow: 0, cut: 0, flip: 0 };

export type Fate =
  | { readonly kind: "arrives"; readonly afterMs: readonly number[] }
  | { readonly kind: "reset"; readonly afterMs: number }
  | { readonly kind: "silence" };

/** What a host offers to others at one address. */
export interface Listener<Service> {
  readonly process: SimProcess;
  readonly service: Service;
}

/** Is shown every answer of a server before the network has it: the request, and the answer or a part of it. */
export type Tap = (path: string, request: Uint8Array, answer: Uint8Array) => void;

export interface SimNetworkOptions {
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly random: SimRandom;
}

export class SimNetwork {
  readonly loop: SimLoop;
  readonly log: EventLog;
  readonly random: SimRandom;
  weather: NetworkWeather = fairWeather;
  tap: Tap = () => undefined;
  /** One way between two hosts. */
  latencyMs = 0.3;
  /** Pairs of hosts between which nothing passes, by `one>other`. */
  readonly #blocked = new Set<string>();
  #openCalls = 0;

  constructor({ loop, log, random }: SimNetworkOptions) {
    this.loop = loop;
    this.log = log;
    this.random = random;
  }

  /** Calls and connections that have not ended. */
  get openCalls(): number {
    return this.#openCalls;
  }

  opened(): () => void {
    this.#openCalls++;
    let isOpen = true;
    return () => {
      if (isOpen) this.#openCalls--;
      isOpen = false;
    };
  }

  /** Nothing passes from one host to the others (and back, unless `oneWay`) until they are joined again. */
  separate(one: string, others: readonly string[], oneWay: boolean): void {
    for (const other of others) {
      this.#blocked.add(`${one}>${other}`);
      if (!oneWay) this.#blocked.add(`${other}>${one}`);
    }
    this.log.addFault(this.loop.now, one, "partition", `from ${others.join(", ")}${oneWay ? " one way" : ""}`);
  }

  join(one: string, other: string): void {
    this.#blocked.delete(`${one}>${other}`);
    this.#blocked.delete(`${other}>${one}`);
    this.log.add(this.loop.now, one, `joined with ${other}`);
  }

  isBlocked(from: string, to: string): boolean {
    return this.#blocked.has(`${from}>${to}`);
  }

  /** What becomes of one message. A process that talks to itself has no network between. */
  fateOf(from: string, to: string, mayDouble: boolean): Fate {
    const { random, weather } = this;
    if (from === to) return { kind: "arrives", afterMs: [0.01] };
    if (this.isBlocked(from, to)) {
      this.#fault(from, to, "blocked");
      return { kind: "silence" };
    }
    if (random.chance(weather.silence)) {
      this.#fault(from, to, "silence");
      return { kind: "silence" };
    }
    if (random.chance(weather.reset)) {
      this.#fault(from, to, "reset");
      return { kind: "reset", afterMs: this.delay(from, to) };
    }
    const afterMs = [this.delay(from, to)];
    if (mayDouble && random.chance(weather.duplicate)) {
      this.#fault(from, to, "duplicate");
      afterMs.push(this.delay(from, to) + random.duration(50));
    }
    return { kind: "arrives", afterMs };
  }

  /** How long a message takes. */
  delay(from: string, to: string): number {
    const { random, weather } = this;
    const usual = random.duration(this.latencyMs);
    if (!random.chance(weather.slow)) return usual;
    const slow = random.between(50, 4_000);
    this.#fault(from, to, "slow", `${slow} ms`);
    return slow;
  }

  /** True: a connection breaks here. */
  cuts(from: string, to: string): boolean {
    if (from === to || !this.random.chance(this.weather.cut)) return false;
    this.#fault(from, to, "cut");
    return true;
  }

  /** Bytes of a body as they arrive: whoever sends some that matter has a checksum in them. */
  carry(from: string, bytes: Uint8Array): Uint8Array {
    const copy = bytes.slice();
    if (copy.length === 0 || !this.random.chance(this.weather.flip)) return copy;
    const at = this.random.between(0, copy.length - 1);
    copy[at] = (copy[at] as number) ^ (1 << this.random.between(0, 7));
    this.log.addFault(this.loop.now, from, "flip");
    return copy;
  }

  #fault(from: string, to: string, kind: string, detail = ""): void {
    this.log.addFault(this.loop.now, from, kind, `to ${to} ${detail}`);
  }
}

/** Who listens where: one address has one listener at a time, and none when its process has died. */
export class Addresses<Service> {
  readonly #listeners = new Map<string, Listener<Service>>();

  listen(address: string, process: SimProcess, service: Service): () => void {
    const listener = { process, service };
    this.#listeners.set(address, listener);
    const close = (): void => {
      if (this.#listeners.get(address) === listener) this.#listeners.delete(address);
    };
    process.onDeath(close);
    return close;
  }

  at(address: string): Listener<Service> | undefined {
    return this.#listeners.get(address);
  }
}

/** `http://worker-1:7070` lives on `worker-1`. */
export function hostOf(address: string): string {
  return new URL(address).hostname;
}

export const broken = (address: string, how: string): FfqError =>
  new FfqError("IO", `${how} (${address})`, { context: { url: address } });
