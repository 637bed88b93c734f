// A program that makes one large engine after the other: what the closed ones had is given back without its asking.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Engine } from "./engine.ts";

const ENGINES = 12;
const MB = 1 << 20;

for (const sharedMemory of [true, false]) {
  test(`memory of closed engines, ${sharedMemory ? "shared" : "unshared"}`, async () => {
    const before = process.memoryUsage().rss;
    let most = 0;
    for (let made = 0; made < ENGINES; made++) {
      const engine = await Engine.create({ threads: 0, sharedMemory });
      await engine.execute("create table t as select i, i + 1 as j from generate_series(1, 20000000) as g(i)");
      await engine.close();
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    // Of each 160 MB of rows, in a memory that grew by more: all of them would be gigabytes.
    assert.ok(most < 1500 * MB, `${Math.round(most / MB)} MB more are resident`);
  });
}
