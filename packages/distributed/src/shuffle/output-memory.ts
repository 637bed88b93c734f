// Outputs that need no disk: what a worker's tasks make is kept in its memory as long as there is room, because most of
// it is read and released within seconds. The room is the worker's, for all outputs together; one that no longer fits
// goes to its file as a whole (map-output-writer.ts).
import type { StreamEnd } from "../wire/frame.ts";
import { endFrame } from "../wire/frame.ts";

export class OutputMemory {
  readonly #limitBytes: number;
  #usedBytes = 0;

  /** @param limitBytes 0: every output goes to its file */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** False: there is no room. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#limitBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

/** A whole output in memory. */
export interface KeptOutput {
  readonly epoch: number;
  /** By partition; of a broadcast only the first. */
  readonly frames: readonly (readonly Uint8Array[])[];
  readonly isBroadcast: boolean;
  /** Of all frames. */
  readonly bytes: number;
}

/** A partition's stream from an offset on, as it would come from the file. */
export function* readKept(
  { epoch, frames, isBroadcast }: KeptOutput,
  partition: number,
  offset: number,
): Generator<Uint8Array> {
  const own = frames[isBroadcast ? 0 : partition] ?? [];
  let start = 0;
  for (const frame of own) {
    if (offset < start + frame.length) yield frame.subarray(Math.max(0, offset - start));
    start += frame.length;
  }
  const said: StreamEnd = { frames: own.length, bytes: start };
  const end = endFrame(said, epoch);
  if (offset - start < end.length) yield end.subarray(Math.max(0, offset - start));
}
