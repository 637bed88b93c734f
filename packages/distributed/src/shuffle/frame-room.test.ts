// Buffers that are used again: of zeros each time, never two frames in one, and no more kept than is worth it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FrameRoom } from "./frame-room.ts";
import { KeptOutput, OutputMemory } from "./output-memory.ts";

const KB = 1024;
const MB = 1024 * KB;

describe("FrameRoom", () => {
  for (const bytes of [1, 32 * KB - 1, 32 * KB, 32 * KB + 1, 64 * KB - 1, 200_000, MB, MB + 1, 4 * MB, 4 * MB + 1]) {
    test(`${bytes} bytes are zeros, also the second time`, () => {
      const room = new FrameRoom();
      const first = room.take(bytes);
      assert.equal(first.length, bytes);
      first.fill(7);
      room.give([first]);
      const second = room.take(bytes);
      assert.equal(second.length, bytes);
      assert.ok(second.every((byte) => byte === 0));
    });
  }

  test("a buffer is one frame's at a time", () => {
    const room = new FrameRoom();
    room.give([room.take(100_000)]);
    assert.notEqual(room.take(100_000).buffer, room.take(100_000).buffer);
    assert.equal(room.freeBytes, 0);
  });

  test("frames of about the same size share buffers", () => {
    const room = new FrameRoom();
    const { buffer } = room.take(100_000);
    room.give([new Uint8Array(buffer)]);
    assert.equal(room.take(99_000).buffer, buffer);
  });

  test("keeps 64 MB at most", () => {
    const room = new FrameRoom();
    room.give(Array.from({ length: 100 }, () => room.take(MB)));
    assert.equal(room.freeBytes, 64 * MB);
  });
});

describe("KeptOutput", () => {
  const keep = (): { memory: OutputMemory; output: KeptOutput } => {
    const memory = new OutputMemory(MB);
    const frame = memory.frames.take(100_000);
    memory.take(frame.length);
    const kept = { epoch: 1, isBroadcast: false, frames: [[frame]], bytes: frame.length };
    return { memory, output: new KeptOutput(memory, kept) };
  };

  test("buffers come back when the last reader has ended", () => {
    const { memory, output } = keep();
    const reading = output.read(0, 0);
    assert.equal(reading.next().value?.length, 100_000);
    output.drop();
    assert.equal(memory.usedBytes, 0);
    assert.equal(memory.frames.freeBytes, 0);
    reading.return(undefined);
    assert.ok(memory.frames.freeBytes > 0);
  });

  test("they come back once", () => {
    const { memory, output } = keep();
    output.drop();
    const free = memory.frames.freeBytes;
    output.drop();
    assert.equal(memory.frames.freeBytes, free);
    assert.deepEqual([...output.read(0, 0)], []);
    assert.equal(memory.frames.freeBytes, free);
  });
});
