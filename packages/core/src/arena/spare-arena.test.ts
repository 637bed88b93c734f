// Which memories of closed engines the next engine gets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "./allocator.ts";
import type { Arena } from "./arena.ts";
import { Memories } from "./memories.ts";
import { Budget, Region } from "./region.ts";

const regionOf = (arena: Arena): Region => Region.create(arena, Budget.create(arena));

const cases: readonly { readonly name: string; readonly use: (arena: Arena) => void; readonly isKept: boolean }[] = [
  { name: "one that nothing lay in", use: () => {}, isKept: true },
  {
    name: "one that was emptied",
    use: (arena) => {
      const budget = Budget.create(arena);
      const region = Region.create(arena, budget);
      region.allocate(1 << 20);
      region.release();
      budget.release();
    },
    isKept: true,
  },
  { name: "one in which something lies", use: (arena) => void regionOf(arena).allocate(100), isKept: false },
  {
    name: "one that grew",
    use: (arena) => {
      const budget = Budget.create(arena);
      const region = Region.create(arena, budget);
      region.allocate(17 << 20);
      region.release();
      budget.release();
    },
    isKept: false,
  },
  { name: "one that another thread had", use: (arena) => void arena.lend(), isKept: false },
];

for (const shared of [true, false]) {
  for (const { name, use, isKept } of cases) {
    test(`${name} is ${isKept ? "" : "not "}given again: shared ${shared}`, () => {
      const memories = Memories.take(shared);
      use(memories.first);
      memories.giveBack();
      const next = Memories.take(shared);
      assert.equal(next.first === memories.first, isKept);
      assert.equal(next.first.shared, shared);
      assert.equal(usedBytes(next.first), 0);
      assert.notEqual(Memories.take(shared).first, next.first);
      next.giveBack();
    });
  }
}
