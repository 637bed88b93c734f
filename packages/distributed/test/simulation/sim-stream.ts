// One connection that brings pieces from a server to a client, in order: what a streamed answer and the body of an
// HTTP answer have in common. The client takes pieces at its own pace and the server is asked for no more than a few
// ahead; either side may die or be cut off, of which the other hears at once, later, or never.
import { FfqError } from "@ffq/core/physical";
import type { SimProcess } from "./sim-clock.ts";
import { broken, hostOf, type SimNetwork } from "./sim-network.ts";

/** Pieces under way. */
const WINDOW = 4;
/** A server that cannot get rid of anything for so long gives the connection up. */
const KEEPALIVE_MS = 60_000;

export interface StreamSource {
  readonly process: SimProcess;
  readonly pieces: (gone: AbortSignal) => AsyncIterable<Uint8Array>;
}

export interface SimStreamOptions {
  readonly network: SimNetwork;
  readonly process: SimProcess;
  readonly address: string;
  readonly what: string;
}

type Delivery =
  | { readonly kind: "piece"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  | { readonly kind: "error"; readonly error: FfqError };

export class SimStream {
  readonly #options: SimStreamOptions;
  readonly #arrived: Delivery[] = [];
  #wakeReader: () => void = () => undefined;
  /** Of the server: pieces it may send before one is taken. */
  #credit = WINDOW;
  #wakeSender: () => void = () => undefined;
  readonly #gone = new AbortController();
  #server: SimProcess | undefined;
  #lastArrival = 0;
  #isStalled = false;
  #isOver = false;
  /** To be done when the client has left. */
  readonly #endings: (() => void)[] = [];

  constructor(options: SimStreamOptions) {
    this.#options = options;
    this.#endings.push(
      options.network.opened(),
      options.process.onDeath(() => this.#leave()),
    );
  }

  /** Sends the request; `connect` looks for the server when it arrives. */
  open(signal: AbortSignal, connect: () => StreamSource | undefined): void {
    const { network, process, address, what } = this.#options;
    const onAbort = (): void => {
      this.#deliver({
        kind: "error",
        error: new FfqError("CANCELLED", `${what} was cancelled`, { sqlstate: "57014" }),
      });
      this.#leave();
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#endings.push(() => signal.removeEventListener("abort", onAbort));
    network.log.add(network.loop.now, process.name, `opens ${what}`);
    const fate = network.fateOf(process.host, hostOf(address), false);
    if (fate.kind === "silence") return undefined;
    if (fate.kind === "reset") return this.#break(fate.afterMs, "the connection was reset");
    const source = connect();
    const afterMs = fate.afterMs[0] as number;
    if (source === undefined) return this.#break(afterMs, "the connection was refused");
    this.#server = source.process;
    const isTold = network.random.chance(0.7);
    const onDeath = (): void => {
      if (isTold) this.#break(network.latencyMs, "the connection was reset");
    };
    this.#endings.push(source.process.onDeath(onDeath));
    network.loop.post(source.process, afterMs, () => void this.#serve(source));
    return undefined;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = this.#arrived.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
          continue;
        }
        if (next.kind === "end") return;
        if (next.kind === "error") throw next.error;
        this.#giveCredit();
        yield next.bytes;
      }
    } finally {
      this.#leave();
    }
  }

  async #serve(source: StreamSource): Promise<void> {
    const { what, network } = this.#options;
    network.log.add(network.loop.now, source.process.name, `streams ${what}`);
    try {
      for await (const bytes of source.pieces(this.#gone.signal)) {
        await this.#mayBeSent(source.process);
        if (this.#gone.signal.aborted) return;
        if (!this.#send(source.process, { kind: "piece", bytes: bytes.slice() })) return;
      }
      this.#send(source.process, { kind: "end" });
    } catch (thrown) {
      this.#send(source.process, { kind: "error", error: FfqError.from(thrown) });
    }
  }

  /** Resolves when the window has room, or the connection is given up. */
  async #mayBeSent(server: SimProcess): Promise<void> {
    const giveUp = (): void => this.#gone.abort();
    const stopWatch = this.#options.network.loop.post(server, KEEPALIVE_MS, () => {
      giveUp();
      this.#wakeSender();
    });
    while (this.#credit === 0 && !this.#gone.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakeSender = resolve;
      });
    }
    stopWatch();
    this.#credit--;
  }

  /** False: the connection is broken, no more needs to be sent. */
  #send(server: SimProcess, delivery: Delivery): boolean {
    const { network, process } = this.#options;
    const [from, to] = [server.host, process.host];
    if (this.#isStalled) return true;
    if (network.isBlocked(from, to)) {
      network.log.addFault(network.loop.now, from, "stalled", `to ${to}`);
      this.#isStalled = true;
      return true;
    }
    if (network.cuts(from, to)) {
      this.#isStalled = true;
      if (network.random.chance(0.5)) this.#break(network.delay(from, to), "the connection was cut");
      this.#gone.abort();
      return false;
    }
    // Clearly behind the one before: times are sums of fractions, and equal ones may come out either way round.
    const arrival = Math.max(this.#lastArrival + 0.001, network.loop.now + network.delay(from, to));
    this.#lastArrival = arrival;
    network.loop.post(process, arrival - network.loop.now, () => this.#deliver(delivery));
    return true;
  }

  #giveCredit(): void {
    const { network, process } = this.#options;
    if (this.#server === undefined || network.isBlocked(process.host, this.#server.host)) return;
    network.loop.post(this.#server, network.latencyMs, () => {
      this.#credit++;
      this.#wakeSender();
    });
  }

  #break(afterMs: number, how: string): void {
    const { network, process, address } = this.#options;
    network.loop.post(process, afterMs, () => this.#deliver({ kind: "error", error: broken(address, how) }));
  }

  #deliver(delivery: Delivery): void {
    this.#arrived.push(delivery);
    this.#wakeReader();
  }

  /** The client wants no more; the server hears of it if anything passes. */
  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const ending of this.#endings.splice(0)) ending();
    const { network, process } = this.#options;
    const server = this.#server;
    if (server === undefined || network.isBlocked(process.host, server.host)) return;
    network.loop.post(server, network.latencyMs, () => {
      this.#gone.abort();
      this.#wakeSender();
    });
  }
}
