// What a cache forgets: what was not asked for longest, and never more than its limits ask for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentMap } from "./recent-map.ts";

const held = <Value>(map: RecentMap<string, Value>, keys: string): string =>
  [...keys].filter((key) => map.find(key) !== undefined).join("");

test("of so many values the one that was not asked for longest goes", () => {
  const map = new RecentMap<string, number>({ values: 2 });
  map.set("a", 1);
  map.set("b", 2);
  map.find("a");
  map.set("c", 3);
  assert.equal(held(map, "abc"), "ac");
});

test("a value is made once for as long as it is kept", () => {
  const map = new RecentMap<string, number>({ values: 1 });
  let made = 0;
  const make = (): number => ++made;
  assert.deepEqual([map.get("a", make), map.get("a", make), map.get("b", make), map.get("a", make)], [1, 1, 2, 3]);
});

test("sizes add up to at most the limit, whatever replaces what", () => {
  const map = new RecentMap<string, number>({ size: 10, sizeOf: (_, value) => value });
  for (const [key, value] of [
    ["a", 4],
    ["b", 4],
    ["a", 2],
    ["c", 4],
  ] as const)
    map.set(key, value);
  assert.equal(held(map, "abc"), "abc");
  map.set("d", 3);
  assert.equal(held(map, "abcd"), "cd", "one that is small is not enough");
});

test("what is larger than all may be together is not kept, and makes nothing else go", () => {
  const map = new RecentMap<string, number>({ size: 10, sizeOf: (_, value) => value });
  map.set("a", 5);
  assert.equal(map.set("b", 11), 11);
  assert.equal(held(map, "ab"), "a");
  map.set("a", 11);
  assert.equal(held(map, "ab"), "", "nor is what it had before, under the same key");
});
