import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena, type Pointer } from "./arena.ts";
import { Budget, Region } from "./region.ts";

interface Held {
  readonly pointer: Pointer;
  readonly bytes: number;
  readonly fill: number;
  readonly region: Region;
}

const STEPS = 4000;

/** A small generator of numbers below 2^32 that the seed decides. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function sizeOf(random: (below: number) => number): number {
  return [random(64), random(5000), 16 * random(200), random(300_000), 0][random(5)] as number;
}

function assertIntact(arena: Arena, { pointer, bytes, fill }: Held): void {
  const { u8 } = arena.view();
  for (let at = pointer; at < pointer + bytes; at++) {
    if (u8[at] !== fill) assert.fail(`byte ${at - pointer} of ${bytes} at ${pointer} was overwritten`);
  }
}

for (const shared of [true, false]) {
  for (const seed of [1, 2, 3]) {
    test(`random use keeps every block's bytes and gives all back: seed ${seed}, shared ${shared}`, () => {
      const arena = Arena.create({ shared, initialBytes: 1 << 20, maximumBytes: 64 << 20 });
      const budget = Budget.create(arena);
      const regions = [0, 1, 2].map(() => Region.create(arena, budget));
      const random = randomOf(seed);
      let held: Held[] = [];
      const hold = (pointer: Pointer, bytes: number, region: Region): void => {
        assert.equal(pointer % 16, 0);
        const fill = 1 + random(255);
        arena.view().u8.fill(fill, pointer, pointer + bytes);
        held.push({ pointer, bytes, fill, region });
      };
      const take = (position: number): Held => {
        const [one] = held.splice(position, 1) as [Held];
        assertIntact(arena, one);
        return one;
      };
      for (let step = 0; step < STEPS; step++) {
        const choice = held.length === 0 ? 0 : random(10);
        if (choice < 5) {
          const [bytes, region] = [sizeOf(random), regions[random(3)] as Region];
          const pointer = region.tryAllocate(bytes);
          if (pointer !== 0) hold(pointer, bytes, region);
        } else if (choice < 8) {
          const { region, pointer } = take(random(held.length));
          region.free(pointer);
        } else if (choice === 8) {
          const { region, pointer, bytes, fill } = take(random(held.length));
          const larger = bytes + random(10_000);
          const moved = region.reallocate(pointer, bytes, larger);
          assertIntact(arena, { region, pointer: moved, bytes, fill });
          hold(moved, larger, region);
        } else if (random(40) === 0) {
          const region = regions[random(3)] as Region;
          for (const one of held) if (one.region === region) assertIntact(arena, one);
          held = held.filter((one) => one.region !== region);
          region.freeAll();
          assert.equal(region.usedBytes, 0);
        }
      }
      const sorted = held.toSorted((left, right) => left.pointer - right.pointer);
      for (const [position, one] of sorted.entries()) {
        assertIntact(arena, one);
        const next = sorted[position + 1];
        assert.ok(next === undefined || one.pointer + one.bytes <= next.pointer, "blocks overlap");
      }
      assert.equal(
        regions.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
        budget.usedBytes,
      );
      for (const region of regions) region.freeAll();
      assert.equal(budget.usedBytes, 0);
      // Free neighbours were joined: most of the memory is one block again.
      const most = Math.floor(arena.view().u8.length * 0.9);
      assert.notEqual((regions[0] as Region).tryAllocate(most), 0);
    });
  }
}

test("a budget refuses what would pass its limit, whatever regions share it", () => {
  const arena = Arena.create({ initialBytes: 1 << 20, maximumBytes: 8 << 20 });
  const budget = Budget.create(arena, 100_000);
  const [first, second] = [Region.create(arena, budget), Region.create(arena, budget)];
  const held = first.allocate(60_000);
  assert.equal(second.tryAllocate(60_000), 0);
  assert.throws(() => second.allocate(60_000), { code: "MEMORY_LIMIT", sqlstate: "53200" });
  first.free(held);
  assert.notEqual(second.tryAllocate(60_000), 0);
  assert.ok(budget.peakBytes <= 100_000);
});
