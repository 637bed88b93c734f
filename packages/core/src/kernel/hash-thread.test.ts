import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { getU32, getU64, putU64 } from "./hash.fixture.ts";
import { AggregateState } from "./hash-aggregate.ts";
import { GroupTable } from "./hash-group.ts";
import { JoinTable } from "./hash-join.ts";
import type { ThreadInput, ThreadOutput } from "./hash-thread.fixture.ts";

test("another thread goes on with tables and states that this one began", async () => {
  const arena = Arena.create({ maximumBytes: 256 << 20 });
  const region = Region.create(arena, Budget.create(arena));
  const rows = 20000;
  const mine = putU64(
    region,
    Array.from({ length: rows }, (_, row) => BigInt(row % 1000)),
  );
  const theirs = putU64(
    region,
    Array.from({ length: rows }, (_, row) => BigInt(row % 3000)),
  );
  const groups = GroupTable.create(region, { words: 1 });
  const ids = region.allocate(4 * rows);
  groups.findOrAdd(mine, rows, ids);
  const sum = AggregateState.create(region, { kind: "sumI64" });
  sum.reserve(groups.count);
  sum.update({ data: mine, index: 0, validity: 0 }, { rows, list: 0, groups: ids });
  const join = JoinTable.build(region, { words: 1, keys: mine, validity: 0, rows: 500 });
  const input: ThreadInput = {
    memory: arena.memory,
    region: region.address,
    groups: groups.toData(),
    sum: sum.toData(),
    join: join.toData(),
    keys: theirs,
    rows,
  };
  const worker = new Worker(new URL("./hash-thread.fixture.ts", import.meta.url), { workerData: input });
  const [output] = (await once(worker, "message")) as [ThreadOutput];
  await worker.terminate();
  const whole = GroupTable.attach(region, output.groups);
  assert.equal(whole.count, 3000);
  const keys = getU64(region, whole.keys, 3000);
  assert.deepEqual(
    keys,
    Array.from({ length: 3000 }, (_, key) => BigInt(key)),
  );
  const times = (key: number): bigint => BigInt((key < 1000 ? 20 : 0) + (key < 2000 ? 7 : 6));
  const sums = getU64(region, output.sum.state, 3000);
  assert.deepEqual(
    sums,
    Array.from({ length: 3000 }, (_, key) => BigInt(key) * times(key)),
  );
  assert.deepEqual(
    getU32(region, output.found, 1000),
    Array.from({ length: 1000 }, (_, key) => (key < 500 ? key + 1 : 0)),
  );
});
