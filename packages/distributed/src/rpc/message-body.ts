// The answer to a GET as Node's HTTP client gives it: its body pulled, no silence longer than asked.
import type { IncomingMessage } from "node:http";
import type { Clock } from "@ffq/core/physical";
import { fetchFailure, IdleError } from "./fetch-failure.ts";
import type { FetchedResponse, HttpFetchOptions } from "./http.ts";

export interface TimedOptions extends HttpFetchOptions {
  readonly clock: Clock;
}

export function fetchedResponse(response: IncomingMessage, url: string, options: TimedOptions): FetchedResponse {
  return { status: response.statusCode ?? 0, headers: headersOf(response), body: bodyOf(response, url, options) };
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
    throw fetchFailure(thrown, url, signal);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (!response.complete) response.destroy();
  }
}
