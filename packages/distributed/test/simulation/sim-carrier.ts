// Calls over the simulated network: the bytes that a real transport would carry, between a process and whoever listens
// at an address. A request may arrive twice (its handler then runs twice, and one answer counts), an answer may be lost
// after the handler has done its work, a stream may break between two messages.
import { FfqError } from "@ffq/core/physical";
import type { Carrier } from "../../src/rpc/carrier.ts";
import type { SimProcess } from "./sim-clock.ts";
import { type Addresses, broken, hostOf, type SimNetwork } from "./sim-network.ts";
import { SimStream } from "./sim-stream.ts";

/** The client's end of a connection from a process to an address. */
export function simCarrier(
  network: SimNetwork,
  servers: Addresses<Carrier>,
  process: SimProcess,
  address: string,
): Carrier {
  const connection = { network, servers, process, address };
  return {
    unary: (path, request, signal) => new SimCall(connection, path, signal).send(request),
    stream: (path, request, signal) => streamOf(connection, path, request, signal),
  };
}

interface Connection {
  readonly network: SimNetwork;
  readonly servers: Addresses<Carrier>;
  readonly process: SimProcess;
  readonly address: string;
}

/** One unary call. */
class SimCall {
  readonly #connection: Connection;
  readonly #path: string;
  readonly #signal: AbortSignal;
  readonly #outcome = Promise.withResolvers<Uint8Array>();
  /** To be done when the call has ended. */
  readonly #endings: (() => void)[] = [];
  /** Tells the handlers that nobody waits any more. */
  readonly #gone = new AbortController();

  constructor(connection: Connection, path: string, signal: AbortSignal) {
    this.#connection = connection;
    this.#path = path;
    this.#signal = signal;
    this.#endings.push(
      connection.network.opened(),
      connection.process.onDeath(() => this.#leave()),
    );
  }

  async send(request: Uint8Array): Promise<Uint8Array> {
    const { network, process, address } = this.#connection;
    const onAbort = (): void => {
      this.#outcome.reject(cancelled(this.#path));
      this.#leave();
    };
    if (this.#signal.aborted) onAbort();
    else this.#signal.addEventListener("abort", onAbort, { once: true });
    network.log.add(network.loop.now, process.name, `calls ${this.#path} ${request.length}`);
    const fate = network.fateOf(process.host, hostOf(address), true);
    if (fate.kind === "reset") this.#fail(fate.afterMs, "the connection was reset");
    if (fate.kind === "arrives") for (const afterMs of fate.afterMs) this.#arrive(afterMs, request);
    try {
      return await this.#outcome.promise;
    } finally {
      this.#signal.removeEventListener("abort", onAbort);
      this.#end();
    }
  }

  #arrive(afterMs: number, request: Uint8Array): void {
    const { network, servers, address } = this.#connection;
    const server = servers.at(address);
    if (server === undefined) return this.#fail(afterMs, "the connection was refused");
    const copy = request.slice();
    network.loop.post(server.process, afterMs, () => {
      network.log.add(network.loop.now, server.process.name, `answers ${this.#path}`);
      void this.#handle(server.process, server.service, copy);
    });
    // A server that dies takes its connections with it; whether its host says so is another matter.
    const isTold = network.random.chance(0.7);
    const onDeath = (): void => {
      if (isTold) this.#fail(network.delay(hostOf(address), this.#connection.process.host), "the connection was reset");
    };
    this.#endings.push(server.process.onDeath(onDeath));
    return undefined;
  }

  async #handle(server: SimProcess, service: Carrier, request: Uint8Array): Promise<void> {
    try {
      const answer = await service.unary(this.#path, request, this.#gone.signal);
      this.#connection.network.tap(this.#path, request, answer);
      this.#return(server, () => this.#outcome.resolve(answer.slice()));
    } catch (thrown) {
      const error = FfqError.from(thrown);
      this.#return(server, () => this.#outcome.reject(error));
    }
  }

  #return(server: SimProcess, settle: () => void): void {
    const { network, process } = this.#connection;
    const fate = network.fateOf(server.host, process.host, false);
    if (fate.kind === "reset") this.#fail(fate.afterMs, "the connection was reset");
    if (fate.kind === "arrives") network.loop.post(process, fate.afterMs[0] as number, settle);
  }

  #end(): void {
    for (const ending of this.#endings.splice(0)) ending();
  }

  #fail(afterMs: number, how: string): void {
    const { network, process, address } = this.#connection;
    network.loop.post(process, afterMs, () => this.#outcome.reject(broken(address, how)));
  }

  /** The server's handlers hear of it as they would: after a while, if anything passes. */
  #leave(): void {
    const { network, process, address } = this.#connection;
    this.#end();
    const server = this.#connection.servers.at(address)?.process;
    if (server === undefined || network.isBlocked(process.host, hostOf(address))) return;
    network.loop.post(server, network.delay(process.host, hostOf(address)), () => this.#gone.abort());
  }
}

async function* streamOf(
  { network, servers, process, address }: Connection,
  path: string,
  request: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stream = new SimStream({ network, process, address, what: path });
  stream.open(signal, () => {
    const server = servers.at(address);
    if (server === undefined) return undefined;
    const copy = request.slice();
    return {
      process: server.process,
      pieces: (gone) => tapped(network, path, copy, server.service.stream(path, copy, gone)),
    };
  });
  yield* stream.pieces();
}

async function* tapped(
  { tap }: SimNetwork,
  path: string,
  request: Uint8Array,
  answers: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const answer of answers) {
    tap(path, request, answer);
    yield answer;
  }
}

const cancelled = (path: string): FfqError => new FfqError("CANCELLED", `${path} was cancelled`, { sqlstate: "57014" });
