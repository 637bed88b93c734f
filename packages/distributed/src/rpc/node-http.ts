// GET over sockets, for the data plane: kept connections, a body that is pulled, and no silence longer than asked. Long
// bodies get connections of their own (raw-body.ts).
import { Agent, type ClientRequest, get, type IncomingMessage } from "node:http";
import { type Clock, systemClock } from "@ffq/core/physical";
import { fetchFailure, IdleError } from "./fetch-failure.ts";
import type { FetchedResponse, HttpFetch } from "./http.ts";
import { fetchedResponse, type TimedOptions } from "./message-body.ts";
import { RAW_BODY, RawConnection, rawBodyOf } from "./raw-body.ts";

export interface NodeFetchOptions {
  /** Sent with every request. */
  readonly token?: string;
  readonly clock?: Clock;
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
      if (options.isRaw === true) return fetchRaw(url, options);
      const { response } = await answerOf(get(url, { agent, headers: options.headers }), url, options);
      return fetchedResponse(response, url, options);
    },
    close: () => agent.destroy(),
  };
}

/** Asks for the body without HTTP's framing; a server that does not know that answers as always. */
async function fetchRaw(url: string, options: TimedOptions): Promise<FetchedResponse> {
  const connection = new RawConnection();
  const call = get(url, {
    createConnection: (asked) => connection.open(asked),
    headers: { ...options.headers, connection: "Upgrade", upgrade: RAW_BODY },
  });
  call.once("upgrade", () => connection.handOver());
  const { response, head } = await answerOf(call, url, options);
  if (head === undefined) return fetchedResponse(response, url, options);
  return { status: 200, headers: {}, body: rawBodyOf(connection, head, url, options) };
}

interface Answer {
  readonly response: IncomingMessage;
  /** Present when the connection was handed over: the first bytes of what it carries now. */
  readonly head?: Uint8Array;
}

async function answerOf(call: ClientRequest, url: string, options: TimedOptions): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { signal, idleMs, clock } = options;
  call
    .once("response", (response) => resolve({ response }))
    .once("upgrade", (response, _socket, head) => resolve({ response, head }))
    .on("error", reject);
  // Node is not handed the signal: it would abort a socket that the agent has taken back, where nobody hears its error.
  const onAbort = (): void => void call.destroy(new Error("aborted"));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  const cancelTimer = clock.after(idleMs, () => call.destroy(new IdleError(idleMs)));
  try {
    return await promise;
  } catch (thrown) {
    throw fetchFailure(thrown, url, signal);
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", onAbort);
  }
}
