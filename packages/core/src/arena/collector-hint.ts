// V8 does not count the bytes of shared WebAssembly memories towards when garbage is to be collected: a program that closes one large engine
// after the other would keep all of them until its own objects make a collection due. A buffer of as many bytes counts; nobody
// touches it, so that the system gives it no pages.

/** What is less is left to whenever a collection comes. */
const LEAST_BYTES = 32 << 20;
/** Enough for a collection, and within what every host has addresses for. */
const MOST_BYTES = 2 ** 31;

/** Tells the collector that so many bytes of memories are garbage now. */
export function countAsGarbage(bytes: number): void {
  if (bytes < LEAST_BYTES) return;
  try {
    new ArrayBuffer(Math.min(bytes, MOST_BYTES));
  } catch (thrown) {
    // A process without so many addresses left collects on its own.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
}
