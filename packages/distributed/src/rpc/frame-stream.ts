// Reads a stream of frames from whoever holds it, over as many connections as that takes: one that breaks, and a
// frame that arrives damaged, is asked for again from the first byte that is still missing. Ends with the end frame
// and with nothing else: a stream that just stops is one that broke.
import { type Clock, FfqError } from "@ffq/core/physical";
import { badStream, FrameParser, type FrameTarget } from "../wire/frame.ts";
import type { FetchedResponse, HttpFetch } from "./http.ts";
import { sleep } from "./sleep.ts";

/** The bytes of a stream from an offset on. Ends early when there is nothing more for now. */
export type FrameSource = (offset: number, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

export interface FrameRetries {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Failures in a row, without a frame between them, after which the stream is given up. */
  readonly attempts: number;
  /** Failures are made up for only while something was heard in the last so many milliseconds; absent: for ever. */
  readonly patienceMs?: number;
  readonly baseMs: number;
  readonly mostMs: number;
  /** Told of each failure that is made up for. */
  readonly onRetry?: (error: FfqError) => void;
}

export interface FrameStreamOptions<Value> {
  readonly source: FrameSource;
  readonly epoch: number;
  readonly longest: number;
  readonly open: (length: number) => FrameTarget<Value>;
  readonly retries: FrameRetries;
  readonly signal: AbortSignal;
  /** The stream is still being made: an answer may end without its end, and the next one goes on. */
  readonly isGrowing: boolean;
}

/**
 * What the frames of a stream hold, in order.
 * @throws FfqError of the last failure; those that no repetition cures at once: FILE_NOT_FOUND where there is no such
 *   stream, what `open` throws, CANCELLED
 */
export async function* readFrameStream<Value>(options: FrameStreamOptions<Value>): AsyncGenerator<Value> {
  const { retries, signal } = options;
  const { clock, attempts, patienceMs = Number.POSITIVE_INFINITY } = retries;
  const state = { offset: 0, frames: 0, failures: 0, heardAt: clock.now(), isEnded: false };
  while (!state.isEnded) {
    try {
      yield* readOnce(options, state);
      state.heardAt = clock.now();
    } catch (thrown) {
      const error = FfqError.from(thrown);
      if (!isPassing(error)) throw error;
      state.failures++;
      if (state.failures >= attempts || clock.now() - state.heardAt >= patienceMs) throw error;
      retries.onRetry?.(error);
      const full = Math.min(retries.mostMs, retries.baseMs * 2 ** (state.failures - 1));
      await sleep(clock, full / 2 + (full / 2) * retries.random(), signal);
    }
  }
}

function isPassing({ code }: FfqError): boolean {
  return code === "IO" || code === "TIMEOUT" || code === "BAD_FILE";
}

interface StreamState {
  /** Of the first byte that is still missing. */
  offset: number;
  frames: number;
  failures: number;
  /** When a frame, or the word that there is none yet, came last. */
  heardAt: number;
  isEnded: boolean;
}

/** The frames of one connection. */
async function* readOnce<Value>(
  { source, signal, isGrowing, ...options }: FrameStreamOptions<Value>,
  state: StreamState,
): AsyncGenerator<Value> {
  const parser = new FrameParser(options);
  try {
    for await (const bytes of await source(state.offset, signal)) {
      for (const frame of parser.push(bytes)) {
        if (frame.kind === "end") {
          const { frames, bytes: length } = frame.end;
          if (frames !== state.frames || length !== state.offset) throw badStream("its end belongs to another stream");
          state.isEnded = true;
          return;
        }
        state.offset += frame.bytes;
        state.frames++;
        state.failures = 0;
        state.heardAt = options.retries.clock.now();
        yield frame.value;
      }
    }
    if (isGrowing && parser.isBetweenFrames) return;
    throw new FfqError("IO", "a stream of frames ended before its end frame", { sqlstate: "08006" });
  } finally {
    parser.abort();
  }
}

/** A stream behind a worker's endpoint. Answers in plain text say what is wrong. @param isLong worth a connection */
export function httpFrameSource(fetch: HttpFetch, url: string, idleMs: number, isLong = false): FrameSource {
  return async (offset, signal) => {
    // Its end frame says where it ends.
    const response = await fetch(`${url}?offset=${offset}`, { signal, idleMs, isRaw: isLong });
    if (response.status === 200) return response.body;
    const text = await textOf(response);
    const message = `GET ${url}: ${response.status} ${text}`;
    const context = { url, status: response.status };
    switch (response.status) {
      case 404:
      case 410:
        throw new FfqError("FILE_NOT_FOUND", message, { sqlstate: "58P01", context });
      case 401:
      case 403:
        throw new FfqError("CONFIG", message, { context, hint: "Give every worker and client the same token." });
      default:
        throw new FfqError("IO", message, { sqlstate: "08006", context });
    }
  };
}

const MOST_TEXT = 1000;

async function textOf({ body }: FetchedResponse): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MOST_TEXT) break;
  }
  return text.slice(0, MOST_TEXT);
}
