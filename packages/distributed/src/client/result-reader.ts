// A query's rows from the workers that hold them. A result that moves (its worker died, its task ran again) is read
// anew from its start, which is sound only while the caller has seen nothing of it: two runs may give their rows in
// two orders. So rows are held back until all are here or too many to hold; most results end before that, and a
// worker's death costs them time and nothing else.
import { type Clock, FfqError, type LogicalType, type TaskAttempt } from "@ffq/core/physical";
import { decodeResult, type ResultBatch } from "@ffq/core/runtime";
import { httpFrameSource, readFrameStream } from "../rpc/frame-stream.ts";
import type { HttpFetch } from "../rpc/http.ts";
import { resultsPath } from "../wire/data-path.ts";
import type { FrameTarget } from "../wire/frame.ts";
import type { ResultFollower, ResultPlace } from "./result-follower.ts";

export interface ResultReaderOptions {
  readonly follower: ResultFollower;
  readonly types: readonly LogicalType[];
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Ends reading. */
  readonly signal: AbortSignal;
  readonly holdBackBytes: number;
  /** Tells the coordinator that an attempt's results cannot be had: it has them made anew. */
  readonly reportUnreachable: (task: TaskAttempt) => Promise<void>;
}

/** The longest silence of a connection to a worker: it sends something, or ends it, before. */
const IDLE_MS = 12_000;
/** The longest silence of a worker over all connections: longer than a dead one goes unnoticed by the coordinator. */
const SILENCE_MS = 24_000;
/** The coordinator says at once what it does about results that are not where it said; this is more than that takes. */
const NEWS_MS = 10_000;
const LONGEST_FRAME = 0x7fffffff;
/** Where connections are refused at once, with pauses of at most 2 s: about half a minute. */
const ATTEMPTS = 20;
/** Workers that cannot be reached from here: one may be its network's fault, of more than two it is this one's. */
const MOST_OUT_OF_REACH = 2;

/**
 * All rows, and at the end where they came from.
 * @throws FfqError UNAVAILABLE when rows that the caller has seen are to be made again
 */
export async function* readResults(options: ResultReaderOptions): AsyncGenerator<ResultBatch, ResultPlace> {
  const { follower, holdBackBytes } = options;
  let isSeen = false;
  let outOfReach = 0;
  for (;;) {
    const place = await follower.place();
    const held: ResultBatch[] = [];
    let heldBytes = 0;
    try {
      for await (const { batch, bytes } of readPlace(options, place)) {
        if (!isSeen) {
          held.push(batch);
          heldBytes += bytes;
          if (heldBytes <= holdBackBytes) continue;
        }
        isSeen = true;
        yield* held.length > 0 ? held.splice(0) : [batch];
      }
      yield* held;
      return place;
    } catch (thrown) {
      if (follower.failure !== undefined) throw follower.failure;
      const error = FfqError.from(thrown);
      if (!place.moved.aborted && !isUnreachable(error)) throw error;
      if (isSeen) throw lost(place, error);
      if (place.moved.aborted) continue;
      if (error.code !== "FILE_NOT_FOUND" && ++outOfReach > MOST_OUT_OF_REACH) throw unreached(place, error);
      await askForAnew(options, place, error);
    }
  }
}

function lost({ worker }: ResultPlace, cause: unknown): FfqError {
  return new FfqError(
    "UNAVAILABLE",
    `worker ${worker} was lost with the rest of a result of which the first rows were already given out`,
    { sqlstate: "08006", hint: "Run the query again." },
    cause,
  );
}

/** The worker does not have what the coordinator says it has, or does not answer. */
function isUnreachable({ code }: FfqError): boolean {
  return code === "FILE_NOT_FOUND" || code === "IO" || code === "TIMEOUT";
}

function unreached({ worker, endpoint }: ResultPlace, cause: FfqError): FfqError {
  const isGone = cause.code === "FILE_NOT_FOUND";
  const message = isGone
    ? `worker ${worker} does not hold the result any more, and it is not made anew`
    : `the result is on worker ${worker}, which cannot be reached at ${endpoint}`;
  const hint = isGone
    ? "Run the query again."
    : "Clients fetch results from workers: --advertise must name what they can reach.";
  return new FfqError("UNAVAILABLE", message, { sqlstate: "08006", hint }, cause);
}

/** Resolves when the results are no longer there by the coordinator's word. @throws FfqError UNAVAILABLE without it */
async function askForAnew(
  { reportUnreachable, clock, signal }: ResultReaderOptions,
  place: ResultPlace,
  cause: FfqError,
): Promise<void> {
  await reportUnreachable(place.task);
  await new Promise<void>((resolve) => {
    const cancelTimer = clock.after(NEWS_MS, resolve);
    const end = (): void => {
      cancelTimer();
      resolve();
    };
    for (const news of [place.moved, signal]) {
      news.addEventListener("abort", end, { once: true });
      if (news.aborted) end();
    }
  });
  if (!place.moved.aborted && !signal.aborted) throw unreached(place, cause);
}

interface ReadBatch {
  readonly batch: ResultBatch;
  readonly bytes: number;
}

async function* readPlace(options: ResultReaderOptions, place: ResultPlace): AsyncGenerator<ReadBatch> {
  const { fetch, types, clock, random } = options;
  const signal = AbortSignal.any([options.signal, place.moved]);
  yield* readFrameStream({
    source: httpFrameSource(fetch, place.endpoint + resultsPath(place.task), IDLE_MS),
    epoch: place.task.attempt,
    longest: LONGEST_FRAME,
    open: (length) => batchTarget(types, length),
    retries: { clock, random, attempts: ATTEMPTS, patienceMs: SILENCE_MS, baseMs: 50, mostMs: 2000 },
    signal,
    isGrowing: true,
  });
}

function batchTarget(types: readonly LogicalType[], length: number): FrameTarget<ReadBatch> {
  const message = new Uint8Array(length);
  let filled = 0;
  return {
    write: (bytes) => {
      message.set(bytes, filled);
      filled += bytes.length;
    },
    finish: () => ({ batch: decodeResult(types, message), bytes: length }),
    abort: () => undefined,
  };
}
