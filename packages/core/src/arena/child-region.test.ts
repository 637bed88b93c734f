// Children of a region: counted by themselves, charged to the same budget, and never left behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "./allocator.ts";
import { Arena } from "./arena.ts";
import { Budget, Region } from "./region.ts";

for (const shared of [true, false]) {
  test(`a child hands over what it holds, shared ${shared}`, () => {
    const arena = Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 64 << 20 });
    const budget = Budget.create(arena);
    const parent = Region.create(arena, budget);
    const before = usedBytes(arena);
    const own = parent.allocate(100);
    const child = parent.createChild();
    const sibling = parent.createChild();
    const [first, second] = [child.allocate(1000), child.allocate(5000)];
    const theirs = sibling.allocate(3000);
    assert.ok(child.usedBytes >= 6000 && child.usedBytes < 6200);
    assert.ok(budget.usedBytes >= 9100);
    child.dissolve();
    assert.ok(parent.usedBytes >= 6100);
    for (const pointer of [own, second, first]) parent.free(pointer);
    assert.equal(parent.usedBytes, 0);
    parent.free(theirs);
    assert.equal(sibling.usedBytes, 0);
    sibling.release();
    assert.equal(budget.usedBytes, 0);
    assert.equal(usedBytes(arena), before);
  });
}

test("a region frees its children's children with itself", () => {
  const arena = Arena.create({ initialBytes: 1 << 20, maximumBytes: 64 << 20 });
  const budget = Budget.create(arena);
  const before = usedBytes(arena);
  const parent = Region.create(arena, budget);
  const child = parent.createChild();
  child.createChild().allocate(70_000);
  child.allocate(10);
  parent.createChild();
  parent.release();
  assert.equal(budget.usedBytes, 0);
  assert.equal(usedBytes(arena), before);
});

test("what is free is what the budget leaves, or the arena", () => {
  const arena = Arena.create({ initialBytes: 1 << 20, maximumBytes: 8 << 20 });
  const limited = Region.create(arena, Budget.create(arena, 1 << 20));
  const unlimited = Region.create(arena, Budget.create(arena));
  limited.allocate(1 << 19);
  assert.ok(limited.freeBytes < 1 << 19 && limited.freeBytes > 500_000);
  assert.ok(unlimited.freeBytes > 6 << 20 && unlimited.freeBytes < 8 << 20);
});
