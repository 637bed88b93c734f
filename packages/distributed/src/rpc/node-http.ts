// GET over sockets, for the data plane: kept connections, a body that is pulled, and no silence longer than asked.
import { Agent, get, type IncomingMessage } from "node:http";
import { type Clock, FfqError, systemClock } from "@ffq/core/physical";
import type { FetchedResponse, HttpFetch, HttpFetchOptions } from "./http.ts";

export interface NodeFetchOptions {
  /** Sent with every request. */
  readonly token?: string;
  readonly clock?: Clock;
}

interface TimedOptions extends HttpFetchOptions {
  readonly clock: Clock;
}

export interface NodeFetch {
  readonly fetch: HttpFetch;
  /** Closes the connections. */
  close(): void;
}

export function nodeHttpFetch({ token, clock = systemClock }: NodeFetchOptions = {}): NodeFetch {
  const agent = new Agent({ keepAlive: true });
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    fetch: async (url, asked) => {
      const options = { ...asked, headers: { ...authorization, ...asked.headers }, clock };
      const response = await request(url, agent, options);
      return {
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: bodyOf(response, url, options),
      };
    },
    close: () => agent.destroy(),
  };
}

async function request(url: string, agent: Agent, options: TimedOptions): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { headers = {}, signal, idleMs, clock } = options;
  // Not handed the signal: Node would abort a socket that the agent has taken back, where nobody hears its error.
  const call = get(url, { agent, headers });
  call.once("response", resolve).on("error", reject);
  const onAbort = (): void => void call.destroy(new Error("aborted"));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  const cancelTimer = clock.after(idleMs, () => call.destroy(new IdleError(idleMs)));
  try {
    return await promise;
  } catch (thrown) {
    throw describe(thrown, url, options);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}

class IdleError extends Error {
  constructor(idleMs: number) {
    super(`nothing came for ${idleMs} ms`);
  }
}

function headersOf(response: IncomingMessage): FetchedResponse["headers"] {
  const named = Object.entries(response.headers).map(([name, value]) => [name, String(value ?? "")]);
  return Object.fromEntries(named) as FetchedResponse["headers"];
}

async function* bodyOf(response: IncomingMessage, url: string, options: TimedOptions): AsyncGenerator<Uint8Array> {
  const { idleMs, clock, signal } = options;
  const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const onAbort = (): void => {
    if (!response.complete) response.destroy(new Error("aborted"));
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  response.on("error", () => undefined); // told where the next piece is asked for
  try {
    if (signal?.aborted === true) throw new Error("aborted");
    for (;;) {
      // Runs only while a piece is waited for: a reader may take its time.
      const cancelTimer = clock.after(idleMs, () => response.destroy(new IdleError(idleMs)));
      const next = await pieces.next().finally(cancelTimer);
      if (next.done === true) break;
      yield next.value;
    }
    // Node ends a body early without an error when the connection breaks between two pieces.
    if (!response.complete) throw new Error("the connection was closed before the end");
  } catch (thrown) {
    throw describe(thrown, url, options);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (!response.complete) response.destroy();
  }
}

function describe(thrown: unknown, url: string, { signal }: HttpFetchOptions): FfqError {
  const context = { url };
  if (signal?.aborted === true) {
    return new FfqError("CANCELLED", "the request was cancelled", { sqlstate: "57014", context }, thrown);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof IdleError) return new FfqError("TIMEOUT", `GET ${url}: ${message}`, { context }, thrown);
  return new FfqError("IO", `GET ${url}: ${message}`, { sqlstate: "08006", context }, thrown);
}
