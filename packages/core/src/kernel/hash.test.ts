import assert from "node:assert/strict";
import { test } from "node:test";
import { getU32, getU64, onBothArenas, putRefs, putU64, random, SIZES } from "./hash.fixture.ts";
import { hashKernels, partitionRows } from "./hash.ts";

test("partitions keep every row once, in order, equal keys together, and are about even", () => {
  onBothArenas((region) => {
    const kernels = hashKernels(region.arena);
    for (const size of SIZES) {
      const draw = random(size);
      const keys = Array.from({ length: size }, () => BigInt(Math.floor(draw() * 4000)));
      const hashes = region.allocate(8 * size);
      kernels.hashKeys(putU64(region, keys), 1, size, hashes);
      const out = region.allocate(4 * size);
      const ends = partitionRows(region, hashes, size, 7, out);
      assert.equal(ends.length, 7);
      assert.equal(ends.at(-1), size);
      const rows = getU32(region, out, size);
      const home = new Map<bigint, number>();
      ends.forEach((end, partition) => {
        const part = rows.slice(partition === 0 ? 0 : ends[partition - 1], end);
        assert.deepEqual(
          part,
          part.toSorted((left, right) => left - right),
        );
        for (const row of part) {
          const key = keys[row] as bigint;
          assert.equal(home.get(key) ?? partition, partition);
          home.set(key, partition);
        }
        if (size === 10000) assert.ok(part.length > 1000 && part.length < 1900, String(part.length));
      });
      assert.deepEqual(
        rows.toSorted((left, right) => left - right),
        keys.map((_, row) => row),
      );
      region.freeAll();
    }
  });
});

test("strings hash by their bytes, wherever these lie", () => {
  onBothArenas((region) => {
    const kernels = hashKernels(region.arena);
    const hash = (strings: readonly string[]): bigint[] => {
      const hashes = region.allocateZeroed(8 * strings.length);
      kernels.hashRefs(putRefs(region, strings), 0, 0, strings.length, hashes);
      return getU64(region, hashes, strings.length);
    };
    const strings = Array.from({ length: 200 }, (_, at) => "x".repeat(at % 40) + at);
    const alone = strings.flatMap((text) => hash([text]));
    assert.deepEqual(hash(strings), alone);
    assert.equal(new Set(alone).size, strings.length);
  });
});
