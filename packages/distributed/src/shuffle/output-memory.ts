// Outputs that need no disk: what a worker's tasks make is kept in its memory as long as there is room, because most of
// it is read and released within seconds. The room is the worker's, for all outputs together; one that no longer fits
// goes to its file as a whole (map-output-writer.ts).
import type { StreamEnd } from "../wire/frame.ts";
import { endFrame } from "../wire/frame.ts";
import { FrameRoom } from "./frame-room.ts";

export class OutputMemory {
  /** Where frames are made. */
  readonly frames: FrameRoom = new FrameRoom();
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

export interface KeptFrames {
  readonly epoch: number;
  /** By partition; of a broadcast only the first. */
  readonly frames: readonly (readonly Uint8Array[])[];
  readonly isBroadcast: boolean;
  /** Of all frames; the memory counts them. */
  readonly bytes: number;
}

/** A whole output in memory, until it is dropped; who reads it then still reads it to the end. */
export class KeptOutput {
  readonly #memory: OutputMemory;
  readonly #kept: KeptFrames;
  #readers = 0;
  #isDropped = false;

  constructor(memory: OutputMemory, kept: KeptFrames) {
    this.#memory = memory;
    this.#kept = kept;
  }

  /** A partition's stream from an offset on, as it would come from the file. A piece is there until the next is asked for. */
  *read(partition: number, offset: number): Generator<Uint8Array> {
    if (this.#isDropped) return; // a stream without its end: its buffers may be others' already
    this.#readers++;
    try {
      yield* streamOf(this.#kept, partition, offset);
    } finally {
      this.#readers--;
      this.#giveBack();
    }
  }

  /** Nobody will ask for it. */
  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#memory.give(this.#kept.bytes);
    this.#giveBack();
  }

  #giveBack(): void {
    if (this.#isDropped && this.#readers === 0) this.#memory.frames.give(this.#kept.frames.flat());
  }
}

function* streamOf(
  { epoch, frames, isBroadcast }: KeptFrames,
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
