// Bit filters of join keys against a Set: values below, in and above the range, NULLs, rows seen through an index
// and through an earlier filter's list.
import assert from "node:assert/strict";
import { test } from "node:test";
import { getU32, onBothArenas, putI32, putU8, putU32, putU64, random, SIZES } from "./hash.fixture.ts";
import { joinKernels, UNFOLDED } from "./join.ts";

const RANGE = 1000;
const storages = [
  { name: "i32", first: -500, lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
  { name: "i64", first: 5_000_000_000, lowest: Number.MIN_SAFE_INTEGER, highest: Number.MAX_SAFE_INTEGER },
] as const;
const forms = [
  { name: "plain", density: 0.5, hasIndex: false, hasNulls: false, hasList: false },
  { name: "few keys", density: 0.01, hasIndex: false, hasNulls: false, hasList: false },
  { name: "no key", density: 0, hasIndex: false, hasNulls: false, hasList: false },
  { name: "index", density: 0.3, hasIndex: true, hasNulls: false, hasList: false },
  { name: "NULLs", density: 0.3, hasIndex: false, hasNulls: true, hasList: false },
  { name: "list", density: 0.3, hasIndex: false, hasNulls: false, hasList: true },
  { name: "all", density: 0.3, hasIndex: true, hasNulls: true, hasList: true },
] as const;

for (const { name: storage, first, lowest, highest } of storages) {
  for (const { name, density, hasIndex, hasNulls, hasList } of forms) {
    test(`${storage}, ${name}`, () => {
      for (const rows of [...SIZES, 2, 3, 4, 5]) {
        const draw = random(rows + 1);
        const keys = Array.from({ length: RANGE }, (_, at) => first + at).filter(() => draw() < density);
        const far = storage === "i64" ? [first + 2 ** 32, first + 2 ** 32 + RANGE - 1, first - 2 ** 32] : [];
        const edges = [lowest, first - 1, first, first + RANGE - 1, first + RANGE, highest, ...far];
        const value = (): number =>
          draw() < 0.2 ? (edges[Math.floor(draw() * edges.length)] as number) : first + Math.floor(draw() * RANGE);
        const values = Array.from({ length: rows }, value);
        const index = values.map(() => Math.floor(draw() * rows));
        const validity = values.map(() => (draw() < 0.8 ? 1 : 0));
        const list = values.flatMap((_, row) => (draw() < 0.5 ? [row] : []));
        const isKey = new Set(keys);
        const slotOf = (row: number): number => (hasIndex ? (index[row] as number) : row);
        const expected = (hasList ? list : [...values.keys()]).filter((row) => {
          const slot = slotOf(row);
          return (!hasNulls || validity[slot] === 1) && isKey.has(values[slot] as number);
        });
        onBothArenas((region, arena) => {
          const kernels = joinKernels(region.arena);
          const put = (numbers: readonly number[]): number =>
            storage === "i32" ? putI32(region, numbers) : putU64(region, numbers.map(BigInt));
          const [add, filter] =
            storage === "i32"
              ? [kernels.joinFilterAddI32, kernels.joinFilterI32]
              : [kernels.joinFilterAddI64, kernels.joinFilterI64];
          const base = putU64(region, [BigInt(first)]);
          const bits = region.allocateZeroed(Math.ceil((RANGE + 1) / 8));
          // In two shares of the bits, as two threads would.
          add(put(keys), 0, 0, keys.length, base, UNFOLDED, bits, 0, 448);
          add(put(keys), 0, 0, keys.length, base, UNFOLDED, bits, 448, 576);
          assert.equal(kernels.joinCountBits(bits, Math.ceil((RANGE + 1) / 8)), keys.length);
          const out = hasList ? putU32(region, list) : region.allocate(4 * rows);
          const count = filter(
            put(values),
            hasIndex ? putU32(region, index) : 0,
            hasNulls ? putU8(region, validity) : 0,
            hasList ? out : 0,
            hasList ? list.length : rows,
            base,
            RANGE,
            UNFOLDED,
            bits,
            out,
          );
          assert.deepEqual(getU32(region, out, count), expected, `${rows} rows, ${arena}`);
        });
      }
    });
  }
}

for (const { name: storage, first, lowest, highest } of storages) {
  test(`${storage}, folded: what has a key's bit passes, and so all keys do`, () => {
    const fold = 63;
    const keys = [first, first + 5, first + 64 * 1000 + 7];
    const distances = new Set(keys.map((key) => BigInt(key - first) & BigInt(fold)));
    for (const rows of [...SIZES, 2, 3, 4, 5, 100]) {
      const draw = random(rows + 7);
      const far = storage === "i64" ? [first + 2 ** 32, first + 5 + 3 * 2 ** 32] : [];
      const edges = [...far, ...keys, lowest, highest, first - 1, first + 63, first + 64, first + 69];
      const values = Array.from({ length: rows }, () => edges[Math.floor(draw() * edges.length)] as number);
      const index = values.map(() => Math.floor(draw() * rows));
      const validity = values.map(() => (draw() < 0.8 ? 1 : 0));
      const passes = (slot: number): boolean =>
        distances.has(BigInt.asUintN(64, BigInt(values[slot] as number) - BigInt(first)) & BigInt(fold));
      const expected = [...values.keys()].filter(passes);
      const expectedValid = expected.filter((row) => validity[row] === 1);
      const expectedIndexed = [...values.keys()].filter((row) => passes(index[row] as number));
      onBothArenas((region, arena) => {
        const kernels = joinKernels(region.arena);
        const put = (numbers: readonly number[]): number =>
          storage === "i32" ? putI32(region, numbers) : putU64(region, numbers.map(BigInt));
        const [add, filter] =
          storage === "i32"
            ? [kernels.joinFilterAddI32, kernels.joinFilterI32]
            : [kernels.joinFilterAddI64, kernels.joinFilterI64];
        const base = putU64(region, [BigInt(first)]);
        const bits = region.allocateZeroed(Math.ceil((fold + 2) / 8));
        add(put(keys), 0, 0, keys.length, base, fold, bits, 0, 2 ** 32 - 1);
        const out = region.allocate(4 * rows);
        const listed = (at: number, valid: number): readonly number[] => {
          const count = filter(put(values), at, valid, 0, rows, base, fold + 1, fold, bits, out);
          return getU32(region, out, count);
        };
        assert.deepEqual(listed(0, 0), expected, `${rows} rows, ${arena}`);
        assert.deepEqual(listed(0, putU8(region, validity)), expectedValid, `${rows} rows with NULLs, ${arena}`);
        assert.deepEqual(listed(putU32(region, index), 0), expectedIndexed, `${rows} rows, indexed, ${arena}`);
      });
    }
  });
}
