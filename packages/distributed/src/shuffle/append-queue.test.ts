import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import type { FileAppender } from "../store/file-store.ts";
import { AppendQueue } from "./append-queue.ts";

/** A file whose appends end when they are told to. */
class SlowFile implements FileAppender {
  readonly appended: Uint8Array[] = [];
  readonly held: PromiseWithResolvers<void>[] = [];
  isSlow = false;
  isClosed = false;
  failure: FfqError | undefined;

  get size(): number {
    return this.appended.reduce((sum, { length }) => sum + length, 0);
  }

  async append(bytes: Uint8Array): Promise<void> {
    if (this.isSlow) {
      const held = Promise.withResolvers<void>();
      this.held.push(held);
      await held.promise;
    }
    if (this.failure !== undefined) throw this.failure;
    this.appended.push(bytes);
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

const MIB = 1 << 20;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("small pieces are joined, in order, while an append is under way", async () => {
  const file = new SlowFile();
  const queue = new AppendQueue(async () => file);
  const pieces = Array.from({ length: 1000 }, (_, at) => Uint8Array.of(at, at >> 8));
  await Promise.all(pieces.map((piece) => queue.append(piece)));
  assert.equal(await queue.finish(), file);
  assert.deepEqual(Buffer.concat(file.appended), Buffer.concat(pieces));
  assert.ok(file.appended.length <= 3, String(file.appended.length));
});

test("large pieces stay what they are", async () => {
  const file = new SlowFile();
  const queue = new AppendQueue(async () => file);
  const pieces = [3 * MIB, MIB, 10, MIB - 10, 1].map((length) => new Uint8Array(length));
  await Promise.all(pieces.map((piece) => queue.append(piece)));
  await queue.finish();
  assert.deepEqual(
    file.appended.map(({ length }) => length),
    [3 * MIB, MIB, MIB, 1],
  );
});

test("who appends waits when too much waits", async () => {
  const file = new SlowFile();
  file.isSlow = true;
  const queue = new AppendQueue(async () => file);
  let done = 0;
  const appends = Array.from({ length: 20 }, async () => {
    await queue.append(new Uint8Array(MIB));
    done++;
  });
  await settled();
  assert.equal(done, 16);
  file.held[0]?.resolve();
  await settled();
  file.isSlow = false;
  file.held[1]?.resolve();
  await Promise.all(appends);
  assert.equal((await queue.finish()).size, 20 * MIB);
});

test("a failure reaches all who append later, and who finishes", async () => {
  const file = new SlowFile();
  file.failure = new FfqError("IO", "the disk is full");
  const queue = new AppendQueue(async () => file);
  await queue.append(new Uint8Array(10));
  await settled();
  await assert.rejects(queue.append(new Uint8Array(10)), file.failure);
  await assert.rejects(queue.finish(), file.failure);
  await queue.abort();
  assert.ok(file.isClosed);
});

test("a file that cannot be opened is a failure", async () => {
  const failure = new FfqError("IO", "no");
  const queue = new AppendQueue(() => Promise.reject(failure));
  await queue.append(new Uint8Array(1));
  await assert.rejects(queue.finish(), failure);
  await queue.abort();
});

test("given up, it closes the file and forgets the rest", async () => {
  const file = new SlowFile();
  file.isSlow = true;
  const queue = new AppendQueue(async () => file);
  await Promise.all(Array.from({ length: 4 }, () => queue.append(new Uint8Array(MIB))));
  await settled();
  const aborted = queue.abort();
  file.held[0]?.resolve();
  await aborted;
  assert.equal(file.size, MIB);
  assert.ok(file.isClosed);
});
