// A query's rows from the workers that hold them. A result that moves (its worker died, its task ran again) is read
// anew from its start, which is sound only while the caller has seen nothing of it: two runs may give their rows in
// two orders. So rows are held back until all are here or too many to hold; most results end before that, and a
// worker's death costs them time and nothing else.
import { type Clock, FfqError, type LogicalType } from "@ffq/core/physical";
import { decodeResult, type ResultBatch } from "@ffq/core/runtime";
import { httpFrameSource, readFrameStream } from "../rpc/frame-stream.ts";
import type { HttpFetch } from "../rpc/http.ts";
import { sleep } from "../rpc/sleep.ts";
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
}

/** The longest silence of a connection to a worker: it sends something, or ends it, before. */
const IDLE_MS = 30_000;
/** A worker that does not have what it should is given this long to be found dead by the coordinator. */
const MISSING_MS = 60_000;
const LONGEST_FRAME = 0x7fffffff;
/** With pauses of at most 2 s: more than a minute without a frame. */
const ATTEMPTS = 40;

/**
 * All rows, and at the end where they came from.
 * @throws FfqError UNAVAILABLE when rows that the caller has seen are to be made again
 */
export async function* readResults(options: ResultReaderOptions): AsyncGenerator<ResultBatch, ResultPlace> {
  const { follower, holdBackBytes } = options;
  let isSeen = false;
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
      if (!place.moved.aborted) throw thrown;
      if (isSeen) throw lost(place, thrown);
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

interface ReadBatch {
  readonly batch: ResultBatch;
  readonly bytes: number;
}

async function* readPlace(options: ResultReaderOptions, place: ResultPlace): AsyncGenerator<ReadBatch> {
  const { fetch, types, clock, random } = options;
  const signal = AbortSignal.any([options.signal, place.moved]);
  try {
    yield* readFrameStream({
      source: httpFrameSource(fetch, place.endpoint + resultsPath(place.task), IDLE_MS),
      epoch: place.task.attempt,
      longest: LONGEST_FRAME,
      open: (length) => batchTarget(types, length),
      retries: { clock, random, attempts: ATTEMPTS, baseMs: 50, mostMs: 2000 },
      signal,
      isGrowing: true,
    });
  } catch (thrown) {
    if (FfqError.from(thrown).code !== "FILE_NOT_FOUND") throw thrown;
    // The worker is another one behind the same address, or has forgotten: the coordinator will notice.
    await sleep(clock, MISSING_MS, signal);
    throw thrown;
  }
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
