// Bits that columns need, against BigInt: every size and position of the largest value, flat, through an index that
// shows some slots, and as a dictionary.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { onBothArenas, putU32, random } from "../kernel/hash.fixture.ts";
import { INT4, INT8, NUMERIC } from "../type/logical-type.ts";
import { ColumnBits, MOST_BITS } from "./column-bits.ts";

const SIZES = [1, 2, 3, 4, 5, 63, 64, 65, 1000];

function put(region: Region, storage: "i32" | "i64", values: readonly bigint[], index?: readonly number[]): Vector {
  const data = region.allocate(8 * values.length);
  const { i32, i64 } = region.arena.view();
  if (storage === "i64") i64.set(values, data >>> 3);
  else i32.set(values.map(Number), data >>> 2);
  const at = index === undefined ? 0 : putU32(region, index);
  const type = storage === "i32" ? INT4 : INT8;
  return { type, storage, data, validity: 0, index: at, slots: values.length, dictionary: 0 };
}

function bitsOf(values: readonly bigint[]): number {
  let bits = 0;
  while (!values.every((value) => BigInt.asIntN(bits + 1, value) === value)) bits++;
  return bits;
}

for (const storage of ["i32", "i64"] as const) {
  const width = storage === "i32" ? 31 : 63;
  test(`bits of ${storage}`, () => {
    onBothArenas((region) => {
      const draw = random(7);
      const bits = new ColumnBits(region.arena);
      for (const rows of SIZES) {
        for (let most = 0; most <= width; most++) {
          const values = Array.from({ length: rows }, () => BigInt(Math.floor(draw() * 2) - 1));
          const limit = 1n << BigInt(most);
          values[Math.floor(draw() * rows)] = draw() < 0.5 ? -limit : limit - 1n;
          const column = put(region, storage, values);
          assert.equal(bits.of(0, column, rows), bitsOf(values), `${rows} rows, ${most} bits`);
        }
        region.freeAll();
      }
    });
  });

  test(`bits of ${storage} that an index shows`, () => {
    onBothArenas((region) => {
      const bits = new ColumnBits(region.arena);
      const many = Array.from({ length: 1000 }, (_, slot) => BigInt(slot));
      const shown = put(region, storage, many, [3, 17, 17, 0]);
      assert.equal(bits.of(0, shown, 4), 5, "of many slots those that rows show");
      const few = put(
        region,
        storage,
        [1n, 2n, -100n],
        Array.from({ length: 64 }, () => 0),
      );
      assert.equal(bits.of(0, few, 64), 7, "of few slots all");
    });
  });
}

test("a dictionary is measured again when it is another one", () => {
  onBothArenas((region) => {
    const bits = new ColumnBits(region.arena);
    const rows = Array.from({ length: 64 }, (_, row) => row % 2);
    const one = { ...put(region, "i64", [1n, 2n], rows), dictionary: 1 };
    const other = { ...put(region, "i64", [1n, 200n], rows), dictionary: 2 };
    assert.equal(bits.of(0, one, 64), 2);
    assert.equal(bits.of(1, other, 64), 8);
    assert.equal(bits.of(0, other, 64), 8);
    assert.equal(bits.of(0, one, 64), 2);
    const longer = { ...put(region, "i64", [1n, 2n, 1000n], rows), dictionary: 1 };
    assert.equal(bits.of(0, longer, 64), 10);
    // Rows that show less than the dictionary has say nothing about others.
    const part = {
      ...put(
        region,
        "i64",
        Array.from({ length: 100 }, (_, at) => BigInt(at)),
        [1, 1],
      ),
      dictionary: 3,
    };
    assert.equal(bits.of(0, part, 2), 1);
    assert.equal(bits.of(0, { ...part, index: putU32(region, [99, 1]) }, 2), 7);
  });
});

test("columns of 128 bits are not measured", () => {
  onBothArenas((region) => {
    const data = region.allocateZeroed(16);
    const column: Vector = { type: NUMERIC, storage: "i128", data, validity: 0, index: 0, slots: 1, dictionary: 0 };
    assert.equal(new ColumnBits(region.arena).of(0, column, 1), MOST_BITS);
  });
});
