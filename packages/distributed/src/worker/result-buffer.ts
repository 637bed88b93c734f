// The rows of a query's result on the worker that makes them: a bounded stretch of the stream of frames, from the last
// byte that the client has asked for on. Asking for bytes from an offset says that all before it have arrived, and
// makes room for more; a client that does not ask holds the task up, not memory.
import { FfqError, internal } from "@ffq/core/physical";
import { encodeResult, type ResultBatch } from "@ffq/core/runtime";
import { endFrame, FRAME_HEADER_BYTES, frameAround } from "../wire/frame.ts";

interface HeldFrame {
  /** Of its first byte in the stream. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

export type ResultRead =
  | { readonly kind: "bytes"; readonly pieces: readonly Uint8Array[] }
  /** Those bytes are not here any more, or never were. */
  | { readonly kind: "gone" };

export class ResultBuffer {
  readonly #epoch: number;
  readonly #room: number;
  #held: HeldFrame[] = [];
  /** Bytes before this offset have been let go. */
  #start = 0;
  #end = 0;
  #frames = 0;
  #rows = 0;
  #isEnded = false;
  #failure: FfqError | undefined;
  #wakes: (() => void)[] = [];

  /** @param room bytes that may wait for the client; one batch more always fits */
  constructor(epoch: number, room: number) {
    this.#epoch = epoch;
    this.#room = room;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Of the stream so far. */
  get bytes(): number {
    return this.#end;
  }

  /** Resolves when there is room for more. @throws what the signal is aborted with */
  async put(batch: ResultBatch, signal: AbortSignal): Promise<void> {
    if (this.#isEnded) throw internal("rows behind the end of a result");
    this.#add(frameAround(encodeResult(batch, FRAME_HEADER_BYTES), this.#epoch));
    this.#frames++;
    this.#rows += batch.rows;
    const onAbort = (): void => this.#changed();
    signal.addEventListener("abort", onAbort);
    try {
      while (this.#end - this.#start > this.#room && !signal.aborted) await this.#change();
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
    if (signal.aborted) throw FfqError.from(signal.reason);
  }

  /** All rows were put. */
  end(): void {
    this.#add(endFrame({ frames: this.#frames, bytes: this.#end }, this.#epoch));
    this.#isEnded = true;
    this.#changed();
  }

  /** There will be no more, and what is here is not to be had. */
  fail(error: FfqError): void {
    this.#failure ??= error;
    this.#held = [];
    this.#changed();
  }

  /** Bytes from an offset on, at most about so many; waits for the first ones until `until` resolves. */
  async read(offset: number, most: number, until: Promise<void>): Promise<ResultRead> {
    let isOver = false;
    void until.then(() => {
      isOver = true;
      this.#changed();
    });
    for (;;) {
      if (this.#failure !== undefined || offset < this.#start || offset > this.#end) return { kind: "gone" };
      this.#letGo(offset);
      if (offset < this.#end || isOver || this.#isEnded) return { kind: "bytes", pieces: this.#pieces(offset, most) };
      await this.#change();
    }
  }

  #add(bytes: Uint8Array): void {
    this.#held.push({ start: this.#end, bytes });
    this.#end += bytes.length;
    this.#changed();
  }

  #pieces(offset: number, most: number): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let left = most;
    for (const { start, bytes } of this.#held) {
      if (left <= 0) break;
      const piece = bytes.subarray(Math.max(0, offset - start));
      pieces.push(piece);
      left -= piece.length;
    }
    return pieces;
  }

  /** Frames that end before the offset have arrived. */
  #letGo(offset: number): void {
    const kept = this.#held.findIndex(({ start, bytes }) => start + bytes.length > offset);
    this.#held = kept < 0 ? [] : this.#held.slice(kept);
    const before = this.#start;
    this.#start = this.#held[0]?.start ?? this.#end;
    if (this.#start !== before) this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakes.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}
