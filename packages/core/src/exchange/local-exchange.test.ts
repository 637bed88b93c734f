// Rows through local queues: who gets them, who waits, and what is freed when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { SpillDisk } from "../io/spill-disk.ts";
import { COUNTER_BYTES, Spill } from "../spill/spill.ts";
import { INT4 } from "../type/logical-type.ts";
import type { ExchangeReader, ExchangeRows } from "./exchange.ts";
import { ExchangeSpill } from "./exchange-spill.ts";
import { LocalExchange, type LocalExchangeOptions } from "./local-exchange.ts";

function bench(options: Partial<LocalExchangeOptions> = {}) {
  const arena = Arena.create({ maximumBytes: 64 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const listeners: (() => void)[] = [];
  let error: FfqError | undefined;
  const exchange = new LocalExchange({
    memories: [{ region }],
    writers: 1,
    partitions: 1,
    isBroadcast: false,
    subscribers: 1,
    onStop: (listener) => void listeners.push(listener),
    check: () => {
      if (error !== undefined) throw error;
    },
    ...options,
  });
  const stop = (): void => {
    error = new FfqError("CANCELLED", "stopped");
    for (const listener of listeners) listener();
  };
  const rows = (count: number, bytes = 64): ExchangeRows => {
    const address = region.allocate(bytes);
    return { rows: count, bytes, pieces: [], owned: [address] };
  };
  return { exchange, region, rows, stop };
}

async function drain(reader: ExchangeReader): Promise<number[]> {
  const counts: number[] = [];
  for (let received = await reader.next(); received !== undefined; received = await reader.next()) {
    counts.push(received.rows);
    received.release();
  }
  return counts;
}

test("rows reach the partition they were written to, and are freed when read", async () => {
  const { exchange, region, rows } = bench({ partitions: 2, writers: 2 });
  const [first, second] = [exchange.writer(0), exchange.writer(0)];
  const readers = [exchange.reader(0), exchange.reader(1)].map(drain);
  await first.write(0, rows(1));
  await second.write(1, rows(2));
  await first.write(1, rows(3));
  await first.end();
  await second.end();
  assert.deepEqual(await Promise.all(readers), [[1], [2, 3]]);
  assert.equal(region.usedBytes, 0);
});

test("a broadcast reaches every partition, and is freed by the last", async () => {
  const { exchange, region, rows } = bench({ partitions: 3, isBroadcast: true });
  const writer = exchange.writer(0);
  const [one, two, three] = [exchange.reader(0), exchange.reader(1), exchange.reader(2)];
  await writer.write(0, rows(7));
  await writer.end();
  assert.deepEqual(await drain(one), [7]);
  assert.deepEqual(await drain(two), [7]);
  assert.notEqual(region.usedBytes, 0);
  assert.deepEqual(await drain(three), [7]);
  assert.equal(region.usedBytes, 0);
});

test("a writer waits while a queue is full, and goes on when it is read", async () => {
  const { exchange, region, rows } = bench();
  const writer = exchange.writer(0);
  const reader = exchange.reader(0);
  let isWritten = false;
  const written = writer.write(0, rows(1, 5 << 20)).then(() => {
    isWritten = true;
  });
  await new Promise(setImmediate);
  assert.equal(isWritten, false);
  (await reader.next())?.release();
  await written;
  await writer.end();
  assert.deepEqual(await drain(reader), []);
  assert.equal(region.usedBytes, 0);
});

test("with two subscribers no writer waits, and each sees all rows", async () => {
  const { exchange, region, rows } = bench({ subscribers: 2 });
  const writer = exchange.writer(0);
  await writer.write(0, rows(1, 5 << 20));
  await writer.write(0, rows(2, 5 << 20));
  await writer.end();
  assert.deepEqual(await drain(exchange.reader(0)), [1, 2]);
  assert.deepEqual(await drain(exchange.reader(0)), [1, 2]);
  assert.equal(region.usedBytes, 0);
  assert.throws(() => exchange.reader(0), { code: "INTERNAL" });
});

test("of a broadcast a stage of one task reads the first partition, and nothing waits for others of it", async () => {
  const { exchange, region, rows } = bench({ partitions: 3, isBroadcast: true, subscribers: 2, singles: 1 });
  const writer = exchange.writer(0);
  await writer.write(0, rows(1));
  await writer.end();
  assert.deepEqual(await drain(exchange.reader(0)), [1]);
  for (const partition of [0, 1, 2]) assert.deepEqual(await drain(exchange.reader(partition)), [1]);
  assert.equal(region.usedBytes, 0);
  assert.throws(() => exchange.reader(1), { code: "INTERNAL" });
});

test("a closed reader frees what waits for it and keeps nobody waiting", async () => {
  const { exchange, region, rows } = bench();
  const writer = exchange.writer(0);
  const reader = exchange.reader(0);
  const written = writer.write(0, rows(1, 5 << 20));
  assert.equal(writer.isWanted, true);
  reader.close();
  assert.equal(writer.isWanted, false);
  await written;
  await writer.write(0, rows(1, 5 << 20));
  assert.equal(region.usedBytes, 0);
});

test("stopping rejects who waits", async () => {
  const { exchange, rows, stop } = bench({ partitions: 2 });
  const writer = exchange.writer(0);
  const waits = [writer.write(0, rows(1, 5 << 20)), exchange.reader(1).next()];
  stop();
  for (const wait of waits) await assert.rejects(wait, { code: "CANCELLED" });
});

/** Files in memory. */
function memoryDisk(): SpillDisk & { readonly files: Map<string, Uint8Array>; readonly open: Set<string> } {
  const files = new Map<string, Uint8Array>();
  const open = new Set<string>();
  return {
    files,
    open,
    create(name) {
      open.add(name);
      return {
        append: (bytes) => void files.set(name, Buffer.concat([files.get(name) ?? new Uint8Array(), bytes])),
        close: () => void open.delete(name),
      };
    },
    read: (name, offset, into) => into.set((files.get(name) as Uint8Array).subarray(offset, offset + into.length)),
    remove: () => 0,
  };
}

/** An exchange of integers that two stages read, and rows for it: `count` times `value`. */
function spillingBench() {
  const disk = memoryDisk();
  const arena = Arena.create({ maximumBytes: 64 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const counters = region.allocateZeroed(COUNTER_BYTES);
  const spill = new Spill(arena, { folder: "", threshold: 0, limit: 0, threads: 1, counters }, disk);
  const listeners: (() => void)[] = [];
  const exchange = new LocalExchange({
    memories: [{ region, spill: new ExchangeSpill(region, [INT4], spill) }],
    writers: 1,
    partitions: 1,
    isBroadcast: false,
    subscribers: 2,
    onStop: (listener) => void listeners.push(listener),
    check: () => {},
  });
  const rows = (count: number, value: number): ExchangeRows => {
    const data = region.allocate(4 * count);
    arena.view().i32.fill(value, data >>> 2, (data >>> 2) + count);
    const column: Vector = { type: INT4, storage: "i32", data, validity: 0, index: 0, slots: count, dictionary: 0 };
    return { rows: count, bytes: 4 * count, pieces: [{ rows: count, columns: [column] }], owned: [data] };
  };
  const values = async (reader: ExchangeReader): Promise<(readonly [number, number])[]> => {
    const found: (readonly [number, number])[] = [];
    for (let received = await reader.next(); received !== undefined; received = await reader.next()) {
      const { data } = received.pieces[0]?.columns[0] ?? assert.fail("rows without a column");
      const all = arena.view().i32.subarray(data >>> 2, (data >>> 2) + received.rows);
      assert.ok(all.every((value) => value === all[0]));
      found.push([received.rows, all[0] as number]);
      received.release();
    }
    return found;
  };
  const stop = (): void => {
    for (const listener of listeners) listener();
  };
  return { exchange, region, disk, rows, values, counters, stop };
}

test("rows that two stages read wait on disk when there are many", async () => {
  const { exchange, region, disk, rows, values, counters } = spillingBench();
  const writer = exchange.writer(0);
  const readers = [exchange.reader(0), exchange.reader(0)];
  const written = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const value of written) await writer.write(0, rows(700_000, value));
  // What packing needs is there, but for 2.8 MB of rows no more.
  assert.ok(region.usedBytes < 10_000_000 && disk.files.size === 1);
  await writer.end();
  const expected = written.map((value) => [700_000, value]);
  for (const reader of readers) assert.deepEqual(await values(reader), expected);
  region.free(counters);
  assert.equal(region.usedBytes, 0);
  assert.deepEqual([...disk.open], []);
});

test("a stopped exchange closes its file", async () => {
  const { exchange, disk, rows, stop } = spillingBench();
  const writer = exchange.writer(0);
  exchange.reader(0);
  exchange.reader(0);
  for (const value of [1, 2]) await writer.write(0, rows(700_000, value));
  assert.equal(disk.open.size, 1);
  stop();
  assert.equal(disk.open.size, 0);
});
