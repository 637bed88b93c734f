import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileStore } from "../../src/store/file-store.ts";
import { EventLog } from "./event-log.ts";
import { SimLoop, SimProcess } from "./sim-clock.ts";
import { settleOnHost } from "./sim-globals.ts";
import { SimRandom } from "./sim-random.ts";
import { SimDisk } from "./sim-store.ts";

class World {
  readonly loop = new SimLoop(settleOnHost);
  readonly log = new EventLog(0);
  readonly disk: SimDisk;
  #lives = 0;

  constructor(seed: number) {
    this.disk = new SimDisk({ host: "host", loop: this.loop, log: this.log, random: SimRandom.named(seed, "disk") });
  }

  start(): { readonly process: SimProcess; readonly store: FileStore } {
    const process = new SimProcess(this.loop, "host", ++this.#lives);
    return { process, store: this.disk.storeFor(process) };
  }

  async until(work: Promise<unknown>): Promise<void> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    await this.loop.run(() => isOver, 1e6);
    await over;
  }
}

const bytes = (content: string): Uint8Array => Buffer.from(content);

async function write(store: FileStore, path: string, content: string, synced: boolean): Promise<void> {
  const file = await store.append(path);
  await file.append(bytes(content));
  if (synced) await file.sync();
  await file.close();
}

async function read(store: FileStore, path: string): Promise<string | undefined> {
  const reader = await store.open(path);
  if (reader === undefined) return undefined;
  const content = Buffer.from(await reader.read(0, reader.size)).toString();
  await reader.close();
  return content;
}

test("is a file store: appends, renames, lists, removes, reads past the end refused", async () => {
  const world = new World(1);
  const { store } = world.start();
  await world.until(
    (async () => {
      await write(store, "a/one", "one", true);
      await write(store, "a/one", " more", false);
      await store.rename("a/one", "b/two");
      assert.equal(await read(store, "b/two"), "one more");
      assert.equal(await read(store, "a/one"), undefined);
      assert.deepEqual(
        (await store.list("b")).map(({ path, size }) => [path, size]),
        [["b/two", 8]],
      );
      const reader = await store.open("b/two");
      await assert.rejects(async () => reader?.read(4, 9), { code: "IO" });
      await reader?.close();
      await store.remove("b");
      assert.deepEqual(await store.list(""), []);
    })(),
  );
  assert.equal(world.disk.openHandles, 0);
});

test("what was synced survives every crash; of the rest some beginning, perhaps spoilt at its end", async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const world = new World(seed);
    const first = world.start();
    await world.until(write(first.store, "synced", "kept", true));
    await world.until(write(first.store, "tail", "begin", true));
    await world.until(write(first.store, "tail", "-unsynced", false));
    await world.until(write(first.store, "unnamed", "lost?", false));
    first.process.kill();
    const { store } = world.start();
    await world.until(
      (async () => {
        assert.equal(await read(store, "synced"), "kept");
        const tail = await read(store, "tail");
        assert.ok(tail?.startsWith("begin"));
        seen.add(tail === "begin" ? "all lost" : tail === "begin-unsynced" ? "all kept" : "part");
        seen.add((await read(store, "unnamed")) === undefined ? "name lost" : "name kept");
      })(),
    );
  }
  assert.deepEqual([...seen].sort(), ["all kept", "all lost", "name kept", "name lost", "part"]);
});

test("a full disk refuses, and is no longer full when there is room", async () => {
  const world = new World(1);
  const { store } = world.start();
  await world.until(
    (async () => {
      const file = await store.append("file");
      world.disk.isFull = true;
      await assert.rejects(file.append(bytes("no room")), { code: "IO" });
      await file.close();
      world.disk.isFull = false;
      await write(store, "other", "fits", true);
      assert.equal(await read(store, "other"), "fits");
    })(),
  );
  assert.equal(world.log.faults.get("disk-full"), 1);
});
