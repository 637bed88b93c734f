// When an operator has to spill: its share of what the query may hold, found when it begins, and what is left by now.
// An operator says what it would need at its peak, if it went on with the rows that it has.
import type { Region } from "../arena/region.ts";

/** Less than this is not worth a file. */
const LEAST_BYTES = 1 << 18;
/** What any operator may read back at one time, however low the threshold is: to spread so few rows further is files for nothing. */
const LEAST_ROOM_BYTES = 1 << 12;
const LEAST_FRAME_BYTES = 1 << 14;
const MOST_FRAME_BYTES = 1 << 19;

export class SpillGauge {
  readonly #region: Region;
  readonly #threads: number;
  readonly #threshold: number;
  readonly #share: number;

  /** `region`: of the operator alone. `threads`: how many may do the same at the same time. */
  constructor(region: Region, threads: number, threshold: number) {
    this.#region = region;
    this.#threads = Math.max(1, threads);
    this.#threshold = threshold;
    this.#share = region.freeBytes / this.#threads;
  }

  /** `needed`: bytes at the peak, those that it holds included. A threshold counts what is held. */
  isFull(needed: number): boolean {
    const held = this.#region.usedBytes;
    if (this.#threshold > 0) return held > this.#threshold;
    if (held < LEAST_BYTES) return false;
    return needed > this.#share || needed - held > this.#region.freeBytes / this.#threads;
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
