// Copying short ASCII texts, the inner loop of the generator. Eight bytes at a time as a double: DataView's
// unaligned float access compiles to a plain load and store, where a typed-array `set` costs more than the copy.
// No eight bytes below 0x7f form a NaN, so every bit arrives.

/**
 * Copies `length` ASCII bytes, and up to 7 bytes more behind them on both sides: the target's are to be
 * overwritten later, the source's must exist.
 */
export function copyAscii(target: DataView, at: number, source: DataView, from: number, length: number): void {
  for (let done = 0; done < length; done += 8) {
    target.setFloat64(at + done, source.getFloat64(from + done, true), true);
  }
}

/** What every buffer that takes part needs behind its last byte. */
export const COPY_SLACK = 8;
