// Percentiles against sorting in JavaScript: few values and many, equal ones, values that differ in their last bits
// only, and those that are no numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import { onBothArenas, putF32, putF64, putI32, putU8, putU64, random } from "./hash.fixture.ts";
import { listFunctions } from "./list.ts";

type Percentile<Value> = (values: bigint, fraction: number, descending: number) => Value;
interface Functions {
  setHeap(next: number, end: number): void;
  takeStatus(): number;
  readonly percentileCont: Percentile<number>;
  readonly percentileBool: Percentile<number>;
  readonly percentile32: Percentile<number>;
  readonly percentile64: Percentile<bigint>;
  readonly percentileF32: Percentile<number>;
  readonly percentileF64: Percentile<number>;
  modeBool(values: bigint, descending: number): number;
  mode32(values: bigint, descending: number): number;
  mode64(values: bigint, descending: number): bigint;
}

const COUNTS = [1, 2, 3, 24, 25, 63, 64, 65, 1000, 5000];
const FRACTIONS = [0, 1 / 3, 0.5, 0.25, 0.999, 1];
const HEAP = 1 << 18;

/** PostgreSQL's order: NaN above everything. */
function compare(left: number | bigint, right: number | bigint): number {
  if (Number.isNaN(left)) return Number.isNaN(right) ? 0 : 1;
  return Number.isNaN(right) ? -1 : left < right ? -1 : left > right ? 1 : 0;
}

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1e-310, -5, 2 ** 60];
const draws: Readonly<Record<string, (draw: number) => number>> = {
  spread: (draw) => (draw - 0.5) * 2 ** 40,
  small: (draw) => Math.floor(draw * 5) - 2,
  close: (draw) => 1 + Math.floor(draw * 1000) * Number.EPSILON,
  special: (draw) => special[Math.floor(draw * special.length)] as number,
  equal: () => 7,
};

function inOrder<Value extends number | bigint>(values: readonly Value[], isDescending: boolean): Value[] {
  const sorted = values.toSorted(compare);
  return isDescending ? sorted.reverse() : sorted;
}

function functionsOf(region: Region): Functions {
  const functions = listFunctions(region.arena) as Functions;
  const heap = region.allocate(HEAP);
  functions.setHeap(heap, heap + HEAP);
  return functions;
}

const refOf = (at: number, bytes: number): bigint => (BigInt(bytes) << 32n) | BigInt(at);

for (const [name, draw] of Object.entries(draws)) {
  test(`percentile_cont of ${name} values`, () => {
    onBothArenas((region) => {
      const functions = functionsOf(region);
      for (const count of COUNTS) {
        const next = random(count);
        const values = Array.from({ length: count }, () => draw(next()));
        const ref = refOf(putF64(region, values), 8 * count);
        for (const fraction of FRACTIONS) {
          for (const isDescending of [false, true]) {
            const sorted = inOrder(values, isDescending);
            const place = fraction * (count - 1);
            const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
            const share = place - Math.floor(place);
            const expected = share === 0 ? low : low + (high - low) * share;
            const actual = functions.percentileCont(ref, fraction, Number(isDescending));
            assert.ok(Object.is(actual + 0, expected + 0), `${count} ${fraction}: ${actual} for ${expected}`);
          }
        }
      }
      assert.equal(functions.takeStatus(), 0);
    });
  });
}

type Put = (region: Region, values: readonly (number | bigint)[]) => number;
const kinds: readonly (readonly [
  `percentile${string}` & keyof Functions,
  number,
  Put,
  (value: number) => number | bigint,
])[] = [
  ["percentileBool", 1, (region, values) => putU8(region, values.map(Number)), (value) => Number(value > 0)],
  ["percentile32", 4, (region, values) => putI32(region, values.map(Number)), (value) => value | 0],
  ["percentile64", 8, (region, values) => putU64(region, values.map(BigInt)), (value) => BigInt(Math.trunc(value))],
  ["percentileF32", 4, (region, values) => putF32(region, values.map(Number)), Math.fround],
  ["percentileF64", 8, (region, values) => putF64(region, values.map(Number)), (value) => value],
];

for (const [name, width, put, valueOf] of kinds) {
  test(`${name}: percentile_disc`, () => {
    onBothArenas((region) => {
      const functions = functionsOf(region);
      const percentile = functions[name] as Percentile<number | bigint>;
      for (const count of COUNTS) {
        const next = random(count);
        const values = Array.from({ length: count }, () => valueOf((next() - 0.5) * 2 ** 31));
        const ref = refOf(put(region, values), width * count);
        for (const fraction of FRACTIONS) {
          for (const isDescending of [false, true]) {
            const row = Math.max(1, Math.ceil(fraction * count)) - 1;
            const expected = inOrder(values, isDescending)[row];
            assert.equal(percentile(ref, fraction, Number(isDescending)), expected, `${count} ${fraction}`);
          }
        }
      }
    });
  });
}

for (const [name, width, put, valueOf] of kinds.slice(0, 3)) {
  const modeName = name.replace("percentile", "mode") as "modeBool" | "mode32" | "mode64";
  test(`${modeName}: the most frequent value`, () => {
    onBothArenas((region) => {
      const functions = functionsOf(region);
      for (const count of COUNTS) {
        const next = random(count);
        const values = Array.from({ length: count }, () => valueOf((Math.floor(next() * 40) - 20) * 2 ** 24));
        const ref = refOf(put(region, values), width * count);
        for (const isDescending of [false, true]) {
          const groups = [...Map.groupBy(inOrder(values, isDescending), (value) => value)];
          const most = Math.max(...groups.map(([, members]) => members.length));
          const expected = groups.find(([, members]) => members.length === most)?.[0];
          assert.equal(functions[modeName](ref, Number(isDescending)), expected, `${count}`);
        }
      }
    });
  });
}

test("without room the status says so", () => {
  onBothArenas((region) => {
    const functions = functionsOf(region);
    const ref = refOf(putF64(region, [1, 2, 3]), 24);
    functions.setHeap(1024, 1064);
    functions.percentileCont(ref, 0.5, 0);
    assert.equal(functions.takeStatus(), -1);
  });
});
