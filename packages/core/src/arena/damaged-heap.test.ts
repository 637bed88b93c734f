// Heaps that something wrote into: whatever is done with them ends, with an error where the damage is met.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FfqError, isDamage } from "../common/error.ts";
import { Arena } from "./arena.ts";
import { HEADER, HEAP_START } from "./layout.ts";
import { Budget, Region } from "./region.ts";

/** Whether it ended by an error of damage; it ends. */
function meetsDamage(action: () => void): boolean {
  try {
    action();
    return false;
  } catch (thrown) {
    assert.ok(isDamage(FfqError.from(thrown)), String(thrown));
    return true;
  }
}

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Filled {
  readonly arena: Arena;
  readonly regions: readonly Region[];
  readonly child: Region;
}

function filled(): Filled {
  const arena = Arena.create({ shared: false, initialBytes: 1 << 20, maximumBytes: 1 << 22 });
  const budget = Budget.create(arena);
  const regions = [0, 1, 2].map(() => Region.create(arena, budget));
  const child = (regions[1] as Region).createChild();
  (regions[1] as Region).createChild().allocate(100);
  for (let round = 0; round < 20; round++) for (const region of [...regions, child]) region.allocate(100 + round * 50);
  return { arena, regions, child };
}

function use({ regions, child }: Filled): number {
  const [first, second, third] = regions as readonly [Region, Region, Region];
  const actions = [
    () => void first.allocate(1000),
    () => child.dissolve(),
    () => second.freeAll(),
    () => second.release(),
    () => third.release(),
    () => first.release(),
  ];
  return actions.filter(meetsDamage).length;
}

test("a heap that is as it was has no damage", () => {
  assert.equal(use(filled()), 0);
});

test("text all over the heap", () => {
  const heap = filled();
  heap.arena.view().u8.fill(0x78, HEAP_START);
  assert.ok(use(heap) > 0);
});

test("words that are anything, or addresses of others", () => {
  let met = 0;
  for (let seed = 0; seed < 300; seed++) {
    const heap = filled();
    const next = random(seed);
    const { u32 } = heap.arena.view();
    for (let word = 0; word < 40; word++) {
      const address = HEAP_START + 16 * next(4000);
      u32[(HEAP_START >>> 2) + next(16_000)] = seed % 2 === 0 ? address : next(2 ** 32);
    }
    met += use(heap) > 0 ? 1 : 0;
  }
  assert.ok(met > 100, String(met));
});

test("a lock that nobody holds is not waited for where there are no threads", () => {
  const { arena, regions } = filled();
  arena.view().i32[HEADER.lock >>> 2] = 0x78787878;
  assert.ok(meetsDamage(() => (regions[0] as Region).allocate(1)));
});

test("what is marked refuses", () => {
  const { arena, regions } = filled();
  arena.markDamaged();
  assert.ok(meetsDamage(() => (regions[0] as Region).allocate(1)));
  assert.ok(meetsDamage(() => (regions[0] as Region).release()));
});
