// Rows through local queues: who gets them, who waits, and what is freed when.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";
import type { ExchangeReader, ExchangeRows } from "./exchange.ts";
import { LocalExchange, type LocalExchangeOptions } from "./local-exchange.ts";

function bench(options: Partial<LocalExchangeOptions> = {}) {
  const arena = Arena.create({ maximumBytes: 64 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const listeners: (() => void)[] = [];
  let error: FfqError | undefined;
  const exchange = new LocalExchange({
    region,
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
  const [first, second] = [exchange.writer(), exchange.writer()];
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
  const writer = exchange.writer();
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
  const writer = exchange.writer();
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
  const writer = exchange.writer();
  await writer.write(0, rows(1, 5 << 20));
  await writer.write(0, rows(2, 5 << 20));
  await writer.end();
  assert.deepEqual(await drain(exchange.reader(0)), [1, 2]);
  assert.deepEqual(await drain(exchange.reader(0)), [1, 2]);
  assert.equal(region.usedBytes, 0);
  assert.throws(() => exchange.reader(0), { code: "INTERNAL" });
});

test("a closed reader frees what waits for it and keeps nobody waiting", async () => {
  const { exchange, region, rows } = bench();
  const writer = exchange.writer();
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
  const writer = exchange.writer();
  const waits = [writer.write(0, rows(1, 5 << 20)), exchange.reader(1).next()];
  stop();
  for (const wait of waits) await assert.rejects(wait, { code: "CANCELLED" });
});
