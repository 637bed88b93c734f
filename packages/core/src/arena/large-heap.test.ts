// Blocks of 2 GiB and more: sizes are unsigned.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "./allocator.ts";
import { Arena } from "./arena.ts";
import { Budget, Region } from "./region.ts";

test("a free block of more than 2 GiB is split and joined", () => {
  const arena = Arena.create({ initialBytes: 2 ** 31 + 2 ** 28 });
  const region = Region.create(arena, Budget.create(arena));
  const before = usedBytes(arena);
  for (const bytes of [100, 1 << 20, 2 ** 31 + 2 ** 20, 100]) {
    const pointers = [region.allocate(bytes), region.allocate(64)];
    for (const pointer of pointers) region.free(pointer);
    assert.equal(usedBytes(arena), before);
  }
});
