import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, ClusterQueryId, FfqError, StageId } from "@ffq/core/physical";
import { MemoryFileStore } from "../store/memory-file-store.fixture.ts";
import type { EncodedStage } from "../wire/stage.ts";
import { Journal, readJournal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";

const admitted = (query: string): JournalEntry => ({
  kind: "scheduler",
  record: { kind: "query-admitted", query: ClusterQueryId(query) },
});
const payload: JournalEntry = {
  kind: "payload",
  payload: {
    query: ClusterQueryId("q"),
    planVersion: 1,
    plans: new Map([[StageId(0), Buffer.from([0, 255, 128, 10]) as Uint8Array as EncodedStage]]),
    settings: {
      memoryLimit: 0,
      batchRows: 1024,
      timeoutMs: 0,
      capabilityTimeoutMs: 0,
      spillLimit: 0,
      spillThreshold: 0,
    },
    blobs: [{ hash: "ab", bytes: 3 }],
  },
};

/** A list of entries that its own journal keeps. */
class Log {
  readonly entries: JournalEntry[];
  readonly journal: Journal;
  failure: FfqError | undefined;
  leftOver = 0;
  time = 0;

  constructor(store: MemoryFileStore, entries: readonly JournalEntry[], last: number, compactAfterBytes = 1 << 20) {
    this.entries = [...entries];
    const clock: Clock = {
      now: () => this.time,
      after: (milliseconds, action) => {
        this.time += milliseconds;
        const timer = setImmediate(action);
        return () => clearImmediate(timer);
      },
    };
    const snapshot = (): readonly JournalEntry[] => this.entries;
    const onFailed = (error: FfqError): void => {
      this.failure = error;
    };
    this.journal = new Journal(
      { store, clock, snapshot, onFailed, onLeftOver: () => this.leftOver++, compactAfterBytes },
      last,
    );
  }

  add(...entries: JournalEntry[]): Promise<void> {
    this.entries.push(...entries);
    return this.journal.append(entries);
  }

  static async of(store: MemoryFileStore, compactAfterBytes?: number): Promise<Log> {
    const { entries, last } = await readJournal(store);
    return new Log(store, entries, last, compactAfterBytes);
  }
}

const numbered = (count: number, from = 0): JournalEntry[] =>
  Array.from({ length: count }, (_, at) => admitted(`q${from + at}`));

test("an empty store is an empty journal", async () => {
  assert.deepEqual(await readJournal(new MemoryFileStore()), { entries: [], tornBytes: 0, last: 0 });
});

test("what was acknowledged is there after a crash, in order, plans byte for byte", async () => {
  const store = new MemoryFileStore();
  const log = await Log.of(store);
  await log.add(payload, admitted("q"));
  await log.add(admitted("second"));
  store.crash();
  const { entries, tornBytes } = await readJournal(store);
  assert.deepEqual(
    entries.map((entry) =>
      entry.kind === "payload" ? Buffer.from(entry.payload.plans.get(StageId(0)) ?? []) : entry.record,
    ),
    [Buffer.from([0, 255, 128, 10]), admitted("q"), admitted("second")].map((e) =>
      "kind" in e && e.kind === "scheduler" ? e.record : e,
    ),
  );
  assert.equal(tornBytes, 0);
});

test("entries that wait for the disk are synced together", async () => {
  const store = new MemoryFileStore();
  const log = await Log.of(store);
  await log.add(admitted("first"));
  const before = store.syncs;
  await Promise.all(numbered(100).map((entry) => log.add(entry)));
  assert.ok(store.syncs - before <= 2, `${store.syncs - before} syncs`);
  assert.equal((await readJournal(store)).entries.length, 101);
});

test("a torn end of every length is left out, and what follows goes into a new file", async () => {
  for (let torn = 0; torn < 120; torn += 7) {
    const store = new MemoryFileStore();
    const first = await Log.of(store);
    await first.add(admitted("kept"));
    // Written, not synced.
    const [path] = [...store.files.keys()];
    const file = await store.append(path ?? "");
    const bytes = (await (await store.open(path ?? ""))?.read(0, file.size)) ?? new Uint8Array();
    await file.append(bytes.subarray(bytes.length >> 1));
    store.crash(torn);
    const second = await Log.of(store);
    assert.deepEqual(second.entries, [admitted("kept")]);
    await second.add(admitted("after"));
    store.crash();
    assert.deepEqual((await readJournal(store)).entries, [admitted("kept"), admitted("after")]);
  }
});

test("a long log is replaced by its snapshot", async () => {
  const store = new MemoryFileStore();
  const log = await Log.of(store, 1000);
  for (const entry of numbered(50)) {
    log.entries.length = 0;
    await log.add(entry);
  }
  const files = await store.list("");
  assert.equal(files.length, 1);
  assert.ok((files[0]?.size ?? 0) < 1500);
  assert.deepEqual((await readJournal(store)).entries.at(-1), admitted("q49"));
});

for (const what of ["append", "sync", "rename", "remove"] as const) {
  test(`a disk that refuses to ${what} for a while loses nothing`, async () => {
    const store = new MemoryFileStore();
    const log = await Log.of(store, 300);
    let operations = 0;
    store.refuses = (asked) => asked === what && operations++ % 3 !== 0;
    for (const entry of numbered(20)) await log.add(entry);
    store.crash();
    assert.deepEqual((await readJournal(store)).entries, numbered(20));
    assert.equal(log.failure, undefined);
    assert.equal(log.journal.isHealthy, true);
  });
}

test("a disk that refuses for good fails what waits, and says so once", async () => {
  const store = new MemoryFileStore();
  const log = await Log.of(store);
  await log.add(admitted("kept"));
  store.refuses = (what) => what === "sync";
  const added = log.add(admitted("lost"));
  const message = "the coordinator's journal cannot be written";
  await assert.rejects(added, (error: FfqError) => error.code === "IO" && error.message === message);
  assert.equal(log.failure?.message, message);
  assert.equal(log.journal.isHealthy, false);
  await assert.rejects(log.add(admitted("later")), (error: FfqError) => error.message === message);
  store.crash();
  assert.deepEqual((await readJournal(store)).entries, [admitted("kept")]);
});

test("another version and another file are refused", async () => {
  const store = new MemoryFileStore();
  await (await Log.of(store)).add(admitted("q"));
  const [[path, file]] = [...store.files] as unknown as [[string, { bytes: Uint8Array }]];
  const bytes = Buffer.from(file.bytes);
  file.bytes = Buffer.from("nothing of ours");
  await assert.rejects(readJournal(store), (error: FfqError) => {
    return error.code === "BAD_FILE" && error.message === `${path} is no journal of a coordinator`;
  });
  const at = bytes.indexOf('"version":1');
  bytes[at + 10] = "2".charCodeAt(0);
  const { crc32 } = await import("node:zlib");
  const length = bytes.readUInt32LE(0);
  bytes.writeUInt32LE(crc32(bytes.subarray(8, 8 + length)), 4);
  file.bytes = bytes;
  await assert.rejects(readJournal(store), (error: FfqError) => {
    return error.code === "CONFIG" && error.message === `${path} has version 2, and only version 1 is read here`;
  });
});
