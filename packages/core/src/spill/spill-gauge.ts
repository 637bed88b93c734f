// When an operator has to spill: its share of what the query may hold, found when it begins, and what is left by now.
// An operator says what it would need at its peak, if it went on with the rows that it has.
import type { Region } from "../arena/region.ts";

/** Less than this is not worth a file. */
const LEAST_BYTES = 1 << 18;
/** What any operator may read back at one time, however low the threshold is: to spread so few rows further is files for nothing. */
const LEAST_ROOM_BYTES = 1 << 12;
const LEAST_FRAME_BYTES = 1 << 14;
const MOST_FRAME_BYTES = 1 << 19;
/** To write what is held takes a part of the share. */
const PART_FOR_WRITING = 8;
const MOST_FOR_WRITING = 1 << 22;
/** Rows are taken in parts of what is left: one is asked again behind each. */
const PARTS_OF_FREE = 8;

export class SpillGauge {
  readonly #region: Region;
  readonly #threads: number;
  readonly #threshold: number;
  readonly #share: number;
  readonly #writing: number;
  #held = 0;
  /** The most that was taken between two questions: the next rows may be as many. */
  #step = 0;

  /** `region`: of the operator alone. `threads`: how many may do the same at the same time. */
  constructor(region: Region, threads: number, threshold: number) {
    this.#region = region;
    this.#threads = Math.max(1, threads);
    this.#threshold = threshold;
    this.#share = region.freeBytes / this.#threads;
    this.#writing = Math.min(MOST_FOR_WRITING, this.#share / PART_FOR_WRITING);
  }

  /**
   * `needed`: bytes at the peak, those that it holds included. A threshold counts what is held. `next`: the part of the
   * rows so far by which they may grow until the next question, where what is needed does not allow for it.
   */
  isFull(needed: number, next = 0): boolean {
    const held = this.#region.usedBytes;
    if (this.#threshold > 0) return held > this.#threshold;
    this.#step = Math.max(this.#step, held - this.#held);
    this.#held = held;
    if (held < LEAST_BYTES) return false;
    // Rows that are wide need little beside themselves: then it is the next of them, or writing, that would not fit.
    const further = Math.max(needed * (1 + next) - held, this.#step + this.#writing);
    return held + further > this.#share || further > this.#region.freeBytes / this.#threads;
  }

  /** Rows of about so many bytes may be taken before isFull is asked again. */
  get takenBytes(): number {
    const left = Math.min(this.#share, this.#region.freeBytes / this.#threads);
    return Math.max(LEAST_FRAME_BYTES, Math.floor(left / PARTS_OF_FREE));
  }

  /** What the operator alone may hold, without spilling. */
  get roomBytes(): number {
    return this.#threshold > 0 ? Math.max(this.#threshold, LEAST_ROOM_BYTES) : this.#share;
  }

  mayHold(bytes: number): boolean {
    return bytes <= this.roomBytes;
  }

  /** Of a frame, when so many of them are to be in memory at one time. */
  frameBytes(frames: number): number {
    return Math.min(MOST_FRAME_BYTES, Math.max(LEAST_FRAME_BYTES, Math.floor(this.roomBytes / frames)));
  }

  /** Whether there is room for so many bytes more. */
  fits(further: number): boolean {
    return this.#threshold === 0 && further <= this.#region.freeBytes;
  }
}
