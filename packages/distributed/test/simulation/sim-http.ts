// Plain HTTP over the simulated network: a fetch from a process to the routes of whoever listens at an address. Bodies
// arrive in pieces cut anywhere, so that no reader gets used to a piece being a frame.
import { FfqError } from "@ffq/core/physical";
import type { FetchedResponse, HttpFetch, HttpRequest, HttpResponse, HttpRoute } from "../../src/rpc/http.ts";
import type { SimProcess } from "./sim-clock.ts";
import { type Addresses, hostOf, type SimNetwork } from "./sim-network.ts";
import { SimStream } from "./sim-stream.ts";

/** The head of an answer travels as the first piece. */
interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const MOST_PIECE = 16 * 1024;

export function simFetch(
  network: SimNetwork,
  servers: Addresses<readonly HttpRoute[]>,
  process: SimProcess,
): HttpFetch {
  return async (url, { headers = {}, signal, idleMs }) => {
    const { origin, pathname, searchParams } = new URL(url);
    const idle = new IdleTimer(process, idleMs, url);
    const outer = signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]);
    const stream = new SimStream({ network, process, address: origin, what: `GET ${pathname}` });
    stream.open(outer, () => {
      const server = servers.at(origin);
      if (server === undefined) return undefined;
      const request = { method: "GET", path: pathname, query: searchParams, headers };
      return {
        process: server.process,
        pieces: (gone) => answer(network, server.service, { ...request, signal: gone }, hostOf(origin)),
      };
    });
    return readAnswer(stream.pieces(), idle);
  };
}

async function readAnswer(pieces: AsyncGenerator<Uint8Array>, idle: IdleTimer): Promise<FetchedResponse> {
  try {
    const first = await pieces.next();
    if (first.done === true) throw new FfqError("IO", "the connection ended before an answer");
    idle.pause();
    const head = JSON.parse(decoder.decode(first.value)) as Head;
    return { ...head, body: readBody(pieces, idle) };
  } catch (thrown) {
    idle.end();
    throw idle.error ?? thrown;
  }
}

async function* readBody(pieces: AsyncGenerator<Uint8Array>, idle: IdleTimer): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      idle.restart();
      const next = await pieces.next();
      idle.pause();
      if (next.done === true) return;
      yield next.value;
    }
  } catch (thrown) {
    throw idle.error ?? thrown;
  } finally {
    idle.end();
    await pieces.return(undefined);
  }
}

async function* answer(
  network: SimNetwork,
  routes: readonly HttpRoute[],
  request: HttpRequest,
  host: string,
): AsyncGenerator<Uint8Array> {
  const route = routes.find(({ path }) => (path.endsWith("/") ? request.path.startsWith(path) : path === request.path));
  const response: HttpResponse = route === undefined ? { status: 404 } : await handled(route, request);
  const { status, headers = {}, body = "" } = response;
  network.log.add(network.loop.now, host, `GET ${request.path} ${status}`);
  yield encoder.encode(JSON.stringify({ status, headers } satisfies Head));
  if (typeof body === "string") yield encoder.encode(body);
  else if (body instanceof Uint8Array) yield* cutUp(network, host, body);
  else for await (const piece of body) yield* cutUp(network, host, piece);
}

async function handled(route: HttpRoute, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await route.handle(request);
  } catch (thrown) {
    return { status: 500, body: FfqError.from(thrown).message };
  }
}

function* cutUp(network: SimNetwork, host: string, bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + network.random.between(1, MOST_PIECE));
    yield network.carry(host, bytes.subarray(at, end));
    at = end;
  }
}

/** Aborts when nothing has come for a while. */
class IdleTimer {
  readonly #process: SimProcess;
  readonly #idleMs: number;
  readonly #url: string;
  readonly #controller = new AbortController();
  #cancel: () => void = () => undefined;
  error: FfqError | undefined;

  constructor(process: SimProcess, idleMs: number, url: string) {
    this.#process = process;
    this.#idleMs = idleMs;
    this.#url = url;
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    this.#cancel();
    this.#cancel = this.#process.clock.after(this.#idleMs, () => {
      this.error = new FfqError("TIMEOUT", `nothing came from ${this.#url} for ${this.#idleMs} ms`);
      this.#controller.abort(this.error);
    });
  }

  pause(): void {
    this.#cancel();
  }

  end(): void {
    this.#cancel();
  }
}
