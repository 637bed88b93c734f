// Buffers of frames that are used again. An output of tens of megabytes lives for a second: in new buffers each time it
// makes V8 collect its whole heap, over and over, on the thread that serves the others and on those beside it. The rule:
// a buffer comes back when nobody can read it any more, and not at all where that is not known.

/** Smaller and larger ones are ordinary: the ones cost little, the others are rare. */
const LEAST_BYTES = 32 << 10;
const MOST_BYTES = 4 << 20;
/** Bytes that lie unused at most. */
const MOST_FREE = 64 << 20;

export class FrameRoom {
  /** By size. */
  readonly #free = new Map<number, ArrayBuffer[]>();
  #freeBytes = 0;

  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** So many bytes of zeros. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    if (bytes < LEAST_BYTES || bytes > MOST_BYTES) return new Uint8Array(bytes);
    const size = sizeFor(bytes);
    const buffer = this.#free.get(size)?.pop();
    if (buffer === undefined) return new Uint8Array(new ArrayBuffer(size), 0, bytes);
    this.#freeBytes -= size;
    return new Uint8Array(buffer, 0, bytes).fill(0);
  }

  /** The buffers of frames that were made in it, each of them once. */
  give(frames: Iterable<Uint8Array>): void {
    for (const { buffer } of frames) {
      const size = buffer.byteLength;
      if (!(buffer instanceof ArrayBuffer) || size < LEAST_BYTES || size > MOST_BYTES || size !== sizeFor(size))
        continue;
      if (this.#freeBytes + size > MOST_FREE) return;
      const free = this.#free.get(size);
      if (free === undefined) this.#free.set(size, [buffer]);
      else free.push(buffer);
      this.#freeBytes += size;
    }
  }
}

/** Four sizes for each power of two: at most a fifth of a buffer is of no use. */
function sizeFor(bytes: number): number {
  const step = 2 ** (29 - Math.clz32(bytes));
  return Math.ceil(bytes / step) * step;
}
