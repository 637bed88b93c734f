// Several threads at one heap, more of them than cores: nothing is lost, nobody waits for ever.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { usedBytes } from "./allocator.ts";
import { Arena } from "./arena.ts";
import { Budget, Region } from "./region.ts";

test("four threads allocate and free at once", async () => {
  const arena = Arena.create({ maximumBytes: 64 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const before = usedBytes(arena);
  const workerData = { memory: arena.memory, region: region.address, rounds: 20_000 };
  const workers = Array.from(
    { length: 4 },
    () => new Worker(new URL("./lock.fixture.ts", import.meta.url), { workerData }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  await Promise.all(workers.map((worker) => worker.terminate()));
  assert.equal(region.usedBytes, 0);
  assert.equal(usedBytes(arena), before);
});
