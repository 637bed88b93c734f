// Frames cut at every place, and with every bit of theirs flipped: they arrive as they were sent, or are refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import { endFrame, FRAME_HEADER_BYTES, FrameParser, type FrameTarget, type ParsedFrame, sealFrame } from "./frame.ts";

function rowsFrame(payload: string, epoch = 3): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  frame.set(new TextEncoder().encode(payload), FRAME_HEADER_BYTES);
  sealFrame(frame, "rows", epoch);
  return frame;
}

class TextTarget implements FrameTarget<string> {
  #text = "";
  isAborted = false;
  write(bytes: Uint8Array): void {
    this.#text += new TextDecoder().decode(bytes);
  }
  finish(): string {
    return this.#text;
  }
  abort(): void {
    this.isAborted = true;
  }
}

const frames = [rowsFrame("hello"), rowsFrame(""), rowsFrame("world".repeat(10))];
const length = frames.reduce((sum, frame) => sum + frame.length, 0);
const stream = Buffer.concat([...frames, endFrame({ frames: 3, bytes: length }, 3)]);

function parse(bytes: Uint8Array, piece: number, longest = 1000): ParsedFrame<string>[] {
  const parser = new FrameParser<string>({ epoch: 3, longest, open: () => new TextTarget() });
  const found: ParsedFrame<string>[] = [];
  for (let at = 0; at < bytes.length; at += piece) found.push(...parser.push(bytes.subarray(at, at + piece)));
  return found;
}

for (const piece of [1, 7, 15, 16, 17, 1000]) {
  test(`in pieces of ${piece} bytes`, () => {
    assert.deepEqual(parse(stream, piece), [
      { kind: "rows", value: "hello", bytes: 21 },
      { kind: "rows", value: "", bytes: 16 },
      { kind: "rows", value: "world".repeat(10), bytes: 66 },
      { kind: "end", end: { frames: 3, bytes: 103 }, bytes: 32 },
    ]);
  });
}

const isBadFile = (thrown: unknown): boolean => thrown instanceof FfqError && thrown.code === "BAD_FILE";

test("a flipped bit is seen, wherever it is", () => {
  for (let bit = 0; bit < stream.length * 8; bit++) {
    const damaged = Uint8Array.from(stream);
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    let found: ParsedFrame<string>[] = [];
    let isRefused = false;
    try {
      found = parse(damaged, 11);
    } catch (thrown) {
      assert.ok(isBadFile(thrown), String(thrown));
      isRefused = true;
    }
    assert.ok(isRefused || !found.some(({ kind }) => kind === "end"), `bit ${bit}`);
  }
});

test("another epoch and a frame too long are refused", () => {
  assert.throws(() => parse(rowsFrame("old", 2), 100), isBadFile);
  assert.throws(() => parse(stream, 100, 49), isBadFile);
});

test("a frame that is given up frees its target", () => {
  const targets: TextTarget[] = [];
  const open = (): TextTarget => {
    targets.push(new TextTarget());
    return targets.at(-1) as TextTarget;
  };
  const parser = new FrameParser<string>({ epoch: 3, longest: 1000, open });
  assert.equal([...parser.push(stream.subarray(0, 50))].length, 2);
  assert.equal(parser.isBetweenFrames, false);
  parser.abort();
  assert.deepEqual(
    targets.map(({ isAborted }) => isAborted),
    [false, false],
  );
  const later = new FrameParser<string>({ epoch: 3, longest: 1000, open });
  assert.equal([...later.push(frames[2]?.subarray(0, 30) ?? new Uint8Array())].length, 0);
  later.abort();
  assert.equal(targets.at(-1)?.isAborted, true);
});
