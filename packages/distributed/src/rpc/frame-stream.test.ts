// A stream of frames from a source that breaks, lies, pauses or is not there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import { endFrame, FRAME_HEADER_BYTES, type FrameTarget, sealFrame } from "../wire/frame.ts";
import { type FrameSource, httpFrameSource, readFrameStream } from "./frame-stream.ts";

/** Waiting takes no time, and is counted; time passes as a source says. */
class StillClock {
  waits = 0;
  at = 0;
  now(): number {
    return this.at;
  }
  after(_milliseconds: number, action: () => void): () => void {
    this.waits++;
    queueMicrotask(action);
    return () => {};
  }
}

const payloads = ["one", "two and a half", "3"];
const frames = payloads.map((text) => {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + text.length);
  frame.set(new TextEncoder().encode(text), FRAME_HEADER_BYTES);
  sealFrame(frame, "rows", 1);
  return frame;
});
const rowsBytes = frames.reduce((sum, frame) => sum + frame.length, 0);
const whole = Buffer.concat([...frames, endFrame({ frames: 3, bytes: rowsBytes }, 1)]);

function textTarget(): FrameTarget<string> {
  let text = "";
  return {
    write: (bytes) => {
      text += new TextDecoder().decode(bytes);
    },
    finish: () => text,
    abort: () => {},
  };
}

interface Run {
  readonly source: FrameSource;
  readonly isGrowing?: boolean;
  readonly attempts?: number;
  readonly patienceMs?: number;
  readonly clock?: StillClock;
  readonly signal?: AbortSignal;
}

async function read({
  source,
  isGrowing = false,
  attempts = 3,
  patienceMs,
  clock = new StillClock(),
  signal,
}: Run): Promise<string[]> {
  const found: string[] = [];
  const patience = patienceMs === undefined ? {} : { patienceMs };
  const retries = { clock, random: () => 0.5, attempts, ...patience, baseMs: 10, mostMs: 100 };
  const given = signal ?? new AbortController().signal;
  for await (const text of readFrameStream({
    source,
    epoch: 1,
    longest: 100,
    open: textTarget,
    retries,
    signal: given,
    isGrowing,
  })) {
    found.push(text);
  }
  return found;
}

async function* pieces(bytes: Uint8Array, failure?: FfqError): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5) yield bytes.subarray(at, at + 5);
  if (failure !== undefined) throw failure;
}

const cut = new FfqError("IO", "the connection was cut");

test("in one go", async () => {
  assert.deepEqual(await read({ source: async (offset) => pieces(whole.subarray(offset)) }), payloads);
});

test("cut at every byte once, it goes on where it was", async () => {
  for (let at = 0; at < whole.length; at++) {
    const asked: number[] = [];
    const source: FrameSource = async (offset) => {
      asked.push(offset);
      return asked.length === 1 ? pieces(whole.subarray(offset, at), cut) : pieces(whole.subarray(offset));
    };
    assert.deepEqual(await read({ source }), payloads, `cut at ${at}`);
    assert.equal(asked.length, 2);
    assert.ok((asked[1] ?? 0) <= at);
  }
});

test("a damaged frame is asked for again; one that stays so is an error", async () => {
  const damaged = Uint8Array.from(whole);
  damaged[25] = 0;
  let calls = 0;
  const once: FrameSource = async (offset) => pieces((calls++ === 0 ? damaged : whole).subarray(offset));
  assert.deepEqual(await read({ source: once }), payloads);
  const clock = new StillClock();
  await assert.rejects(read({ source: async (offset) => pieces(damaged.subarray(offset)), clock }), {
    code: "BAD_FILE",
  });
  assert.equal(clock.waits, 2);
});

test("a stream without its end is never taken for all of it", async () => {
  const source: FrameSource = async (offset) => pieces(whole.subarray(offset, rowsBytes));
  await assert.rejects(read({ source }), { code: "IO" });
});

test("an end that counts other frames is refused", async () => {
  const wrong = Buffer.concat([frames[0] as Uint8Array, endFrame({ frames: 3, bytes: rowsBytes }, 1)]);
  await assert.rejects(read({ source: async (offset) => pieces(wrong.subarray(offset)) }), { code: "BAD_FILE" });
});

test("progress makes up for failures", async () => {
  const clock = new StillClock();
  const source: FrameSource = async (offset) => {
    const next = frames.findIndex(
      (_, at) => frames.slice(0, at).reduce((sum, { length }) => sum + length, 0) === offset,
    );
    const frame = frames[next];
    return frame === undefined ? pieces(whole.subarray(offset)) : pieces(frame, cut);
  };
  assert.deepEqual(await read({ source, attempts: 2, clock }), payloads);
  assert.equal(clock.waits, 3);
});

test("a stream that is being made is asked until it ends", async () => {
  let calls = 0;
  const source: FrameSource = async (offset) => {
    calls++;
    if (calls % 2 === 0) return pieces(new Uint8Array());
    const next = frames.find((_, at) => frames.slice(0, at).reduce((sum, { length }) => sum + length, 0) === offset);
    return pieces(next ?? whole.subarray(offset));
  };
  assert.deepEqual(await read({ source, isGrowing: true }), payloads);
});

test("what does not pass is an error at once", async () => {
  let calls = 0;
  const source: FrameSource = async () => {
    calls++;
    throw new FfqError("FILE_NOT_FOUND", "gone");
  };
  await assert.rejects(read({ source }), { code: "FILE_NOT_FOUND" });
  assert.equal(calls, 1);
});

test("the caller's signal ends waiting", async () => {
  const controller = new AbortController();
  const stopped = new FfqError("CANCELLED", "stopped");
  const source: FrameSource = async () => {
    controller.abort(stopped);
    throw cut;
  };
  await assert.rejects(read({ source, signal: controller.signal }), stopped);
});

test("statuses become codes", async () => {
  for (const [status, code] of [
    [404, "FILE_NOT_FOUND"],
    [410, "FILE_NOT_FOUND"],
    [401, "CONFIG"],
    [503, "IO"],
    [416, "IO"],
  ] as const) {
    const source = httpFrameSource(
      async () => ({ status, headers: {}, body: pieces(new TextEncoder().encode("because")) }),
      "http://host/x",
      10,
    );
    await assert.rejects(source(7, new AbortController().signal), (thrown) => {
      assert.ok(thrown instanceof FfqError);
      assert.equal(thrown.code, code);
      assert.equal(thrown.message, `GET http://host/x: ${status} because`);
      return true;
    });
  }
});

test("silence is made up for as long as there is patience, which begins anew with whatever is heard", async () => {
  const clock = new StillClock();
  let asked = 0;
  const source: FrameSource = async () => {
    asked++;
    clock.at += 10_000;
    if (asked === 2) return pieces(new Uint8Array(0)); // nothing yet, says who makes it
    throw new FfqError("TIMEOUT", "no word for 10000 ms");
  };
  const answer = read({ source, clock, isGrowing: true, attempts: 100, patienceMs: 24_000 });
  await assert.rejects(answer, (error: FfqError) => error.code === "TIMEOUT");
  assert.equal(asked, 5);
});
