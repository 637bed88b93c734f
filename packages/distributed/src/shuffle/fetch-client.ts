// The rows of one producer's output for one reading task: from this worker's own files or over HTTP, into the task's
// memory, resumed where a connection breaks. What cannot be had is blamed on the producer; what is the reader's own
// doing (its memory limit, its end) stays what it is.
import { FfqError } from "@ffq/core/physical";
import { type ReceivedRows, RowDecoder, type TaskMemory } from "@ffq/core/runtime";
import { type FrameRetries, type FrameSource, readFrameStream } from "../rpc/frame-stream.ts";
import type { MapOutput } from "../wire/messages.ts";
import { fetchFailed } from "./errors.ts";

export interface FetchOptions {
  readonly output: MapOutput;
  readonly source: FrameSource;
  readonly memory: TaskMemory;
  readonly retries: FrameRetries;
  readonly signal: AbortSignal;
}

/** @throws FfqError SHUFFLE_FETCH_FAILED with the producer in its context */
export async function* fetchOutput({
  output,
  source,
  memory,
  retries,
  signal,
}: FetchOptions): AsyncGenerator<ReceivedRows> {
  const { task, worker, bytes } = output;
  const decoder = new RowDecoder(memory.region, memory.types);
  try {
    yield* readFrameStream({
      source,
      epoch: task.attempt,
      longest: bytes,
      open: (length) => decoder.open(length),
      retries,
      signal,
      isGrowing: false,
    });
  } catch (thrown) {
    const error = FfqError.from(thrown);
    switch (error.code) {
      case "IO":
      case "TIMEOUT":
      case "BAD_FILE":
      case "FILE_NOT_FOUND":
        throw fetchFailed({ producer: task, worker }, error.message, error);
      default:
        throw error;
    }
  }
}
