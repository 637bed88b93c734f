// Messages one behind the other, each with its length before it: how the rows of a whole table travel.
import { FfqError } from "../common/error.ts";

/** Each message starts on this boundary, so that its buffers can be read where they lie. */
const ALIGNMENT = 16;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export function joinFrames(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = messages.reduce((sum, message) => sum + ALIGNMENT + aligned(message.length), 0);
  const joined = new Uint8Array(length);
  const words = new DataView(joined.buffer);
  let at = 0;
  for (const message of messages) {
    words.setUint32(at, message.length, true);
    joined.set(message, at + ALIGNMENT);
    at += ALIGNMENT + aligned(message.length);
  }
  return joined;
}

/** @throws FfqError BAD_FILE where a message ends behind the end */
export function* splitFrames(joined: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const words = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  for (let at = 0; at < joined.length; ) {
    const length = at + ALIGNMENT <= joined.length ? words.getUint32(at, true) : Number.POSITIVE_INFINITY;
    const start = at + ALIGNMENT;
    if (start + length > joined.length) {
      throw new FfqError("BAD_FILE", "the rows of a table end within a batch", { sqlstate: "XX001" });
    }
    yield joined.slice(start, start + length);
    at = start + aligned(length);
  }
}
