// A buffer that an operator keeps from batch to batch and that only grows: no allocation per batch.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";

/** The least that is allocated, so that small batches do not grow it again and again. */
const LEAST_BYTES = 256;

export class GrowingBuffer {
  readonly #region: Region;
  #pointer: Pointer = 0;
  #bytes = 0;

  constructor(region: Region) {
    this.#region = region;
  }

  /** The address of at least `bytes` bytes; what they held may be lost. @throws FfqError MEMORY_LIMIT */
  reserve(bytes: number): Pointer {
    if (bytes > this.#bytes || this.#pointer === 0) {
      this.free();
      const size = Math.max(bytes, LEAST_BYTES);
      this.#pointer = this.#region.allocate(size);
      this.#bytes = size;
    }
    return this.#pointer;
  }

  /** Frees the memory; the buffer can be used again. */
  free(): void {
    this.#region.free(this.#pointer);
    this.#pointer = this.#bytes = 0;
  }
}
