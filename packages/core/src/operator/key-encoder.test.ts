// Records are equal exactly when the keys are, whatever the types, layouts and NULLs; and what is exact reads back.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import {
  getU32,
  getU64,
  onBothArenas,
  putF32,
  putF64,
  putI32,
  putI128,
  putRefs,
  putU8,
  putU32,
  putU64,
  random,
} from "../kernel/hash.fixture.ts";
import { GroupTable } from "../kernel/hash-group.ts";
import { NO_ROW } from "../kernel/hash-join.ts";
import { SymbolTable } from "../kernel/hash-symbol.ts";
import {
  BOOL,
  BPCHAR,
  DATE,
  FLOAT4,
  FLOAT8,
  fixedNumeric,
  INT4,
  INT8,
  INTERVAL,
  type LogicalType,
  NUMERIC,
  TEXT,
} from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";
import { KeyDecoder } from "./key-decoder.ts";
import { KeyEncoder } from "./key-encoder.ts";
import { groupKeyLayout, isExact, type KeyNulls, keyLayout } from "./key-layout.ts";
import { relayKeys, remapSymbols } from "./key-records.ts";

interface Maker {
  readonly type: LogicalType;
  /** Values, and the name under which equal ones are equal. */
  readonly values: readonly (readonly [value: unknown, name: string])[];
  readonly put: (region: Region, values: readonly unknown[]) => number;
}

/** kind, weight, scale, digits of a variable numeric (kernel/assembly/numeric.ts). */
function numericBytes([kind, weight, scale, ...digits]: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(12 + 2 * digits.length));
  bytes.setUint32(0, kind as number, true);
  bytes.setInt32(4, weight as number, true);
  bytes.setUint16(8, scale as number, true);
  bytes.setUint16(10, digits.length, true);
  digits.forEach((digit, at) => bytes.setUint16(12 + 2 * at, digit, true));
  return new Uint8Array(bytes.buffer);
}
const interval = (months: number, days: number, micros: bigint): bigint =>
  (micros << 64n) | (BigInt.asUintN(32, BigInt(days)) << 32n) | BigInt.asUintN(32, BigInt(months));
const named = (values: readonly unknown[]): Maker["values"] => values.map((value) => [value, String(value)]);
const DAY = 86_400_000_000n;

const makers: Readonly<Record<string, Maker>> = {
  bool: { type: BOOL, values: named([0, 1]), put: (region, values) => putU8(region, values as number[]) },
  int4: { type: INT4, values: named([0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)]), put: (r, v) => putI32(r, v as number[]) },
  date: { type: DATE, values: named([0, -1, 20000]), put: (r, v) => putI32(r, v as number[]) },
  int8: {
    type: INT8,
    values: named([0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]),
    put: (r, v) => putU64(r, v as bigint[]),
  },
  numeric12: { type: fixedNumeric(12, 2), values: named([0n, 100n, -100n]), put: (r, v) => putU64(r, v as bigint[]) },
  numeric38: {
    type: fixedNumeric(38, 2),
    values: named([0n, 5n, -5n, 10n ** 30n, 5n + (1n << 64n)]),
    put: (r, v) => putI128(r, v as bigint[]),
  },
  float4: {
    type: FLOAT4,
    values: [
      [0, "0"],
      [-0, "0"],
      [Number.NaN, "NaN"],
      [1.5, "1.5"],
      [-1.5, "-1.5"],
    ],
    put: (r, v) => putF32(r, v as number[]),
  },
  float8: {
    type: FLOAT8,
    values: [
      [0, "0"],
      [-0, "0"],
      [Number.NaN, "NaN"],
      [Infinity, "inf"],
      [1e-300, "tiny"],
    ],
    put: (r, v) => putF64(r, v as number[]),
  },
  interval: {
    type: INTERVAL,
    values: [
      [interval(1, 0, 0n), "30 days"],
      [interval(0, 30, 0n), "30 days"],
      [interval(0, 29, DAY), "30 days"],
      [interval(0, 31, -DAY), "30 days"],
      [interval(0, 0, -1n), "-1 us"],
      [interval(0, -1, DAY - 1n), "-1 us"],
      [interval(0, 0, 0n), "0"],
    ],
    put: (r, v) => putI128(r, v as bigint[]),
  },
  text: {
    type: TEXT,
    values: named(["", "a", "a ", "ab", "a longer string than a word", "é"]),
    put: (r, v) => putRefs(r, v as string[]),
  },
  bpchar: {
    type: BPCHAR,
    values: [
      ["", ""],
      ["  ", ""],
      ["a", "a"],
      ["a  ", "a"],
      [" a", " a"],
    ],
    put: (r, v) => putRefs(r, v as string[]),
  },
  numeric: {
    type: NUMERIC,
    values: [
      [[0, 0, 0, 1], "1"],
      [[0, 0, 2, 1], "1"],
      [[1, 0, 0, 1], "-1"],
      [[0, 1, 0, 1], "10000"],
      [[0, 0, 4, 1, 5000], "1.5"],
      [[0, 0, 1, 1, 5000], "1.5"],
      [[2, 0, 0], "NaN"],
      [[0, 0, 3], "0"],
      [[0, 0, 0], "0"],
    ],
    put: (r, v) => putRefs(r, (v as number[][]).map(numericBytes)),
  },
};

type Shape = "flat" | "indexed" | "dictionary" | "constant";

interface Column {
  readonly vector: Vector;
  /** By row; null for NULL. */
  readonly names: readonly (string | null)[];
}

/** A random column of `rows` rows; one in five is NULL if asked. */
function column(
  region: Region,
  maker: Maker,
  shape: Shape,
  hasNulls: boolean,
  rows: number,
  draw: () => number,
): Column {
  const slots =
    shape === "flat" ? rows : shape === "indexed" ? rows + 3 : shape === "constant" ? 1 : maker.values.length + 1;
  const picked = Array.from({ length: slots }, (_, slot) =>
    shape === "dictionary" ? slot % maker.values.length : Math.floor(draw() * maker.values.length),
  );
  const valid = picked.map((_, slot) => (shape === "dictionary" ? Number(slot < slots - 1) : Number(draw() >= 0.2)));
  const index = Array.from({ length: rows }, (_, row) => {
    if (shape === "flat") return row;
    return Math.floor(draw() * (shape === "dictionary" && !hasNulls ? slots - 1 : slots));
  });
  const vector: Vector = {
    type: maker.type,
    storage: storageOf(maker.type),
    data: maker.put(
      region,
      picked.map((at) => maker.values[at]?.[0]),
    ),
    validity: hasNulls ? putU8(region, valid) : 0,
    index: shape === "flat" ? 0 : putU32(region, index),
    slots,
    dictionary: shape === "dictionary" ? 1 : 0,
  };
  const names = index.map((slot) =>
    hasNulls && valid[slot] === 0 ? null : (maker.values[picked[slot] as number]?.[1] as string),
  );
  return { vector, names };
}

/** For each row, the first row whose record is the same, and the same for names. */
function firstSame<T>(items: readonly T[]): number[] {
  const seen = new Map<T, number>();
  return items.map((item, row) => {
    const first = seen.get(item);
    if (first !== undefined) return first;
    seen.set(item, row);
    return row;
  });
}

const recordsOf = (region: Region, keys: number, words: number, rows: number): string[] => {
  const all = getU64(region, keys, words * rows);
  return Array.from({ length: rows }, (_, row) => all.slice(row * words, (row + 1) * words).join());
};

const keys: readonly (readonly string[])[] = [
  ...Object.keys(makers).map((name) => [name]),
  ["int4", "int4"],
  ["text", "bpchar"],
  ["bool", "text", "int4"],
  ["float8", "bool", "numeric", "interval", "date", "text"],
];
const shapes: readonly Shape[] = ["flat", "indexed", "dictionary", "constant"];

for (const names of keys) {
  test(`key records of (${names.join(", ")})`, () => {
    onBothArenas((region) => {
      const draw = random(names.length);
      for (const rows of [1, 63, 64, 65, 3000]) {
        for (const nulls of ["equal", "absent", "never"] as const) {
          for (const shape of shapes) {
            const makersOf = names.map((name) => makers[name] as Maker);
            const columns = makersOf.map((maker) => column(region, maker, shape, nulls !== "absent", rows, draw));
            const vectors = columns.map(({ vector }) => vector);
            const layout = keyLayout(makersOf.map(({ type }) => ({ type, nulls })));
            const before = region.usedBytes;
            const encoder = KeyEncoder.create(region, layout);
            const out = region.allocate(8 * layout.words * rows);
            const validity = region.allocate(rows);
            const isWritten = encoder.encode(vectors, rows, out, validity);
            const valid = [...region.arena.view().u8.subarray(validity, validity + rows)];
            const hasNull = (row: number): boolean => columns.some((one) => one.names[row] === null);
            assert.equal(isWritten, nulls === "never");
            const expected = Array.from({ length: rows }, (_, row) =>
              JSON.stringify(columns.map((one) => one.names[row])),
            );
            const got = recordsOf(region, out, layout.words, rows);
            if (nulls === "never") {
              assert.deepEqual(
                valid,
                expected.map((_, row) => Number(!hasNull(row))),
              );
              const kept = expected.flatMap((_, row) => (hasNull(row) ? [] : [row]));
              assert.deepEqual(firstSame(kept.map((row) => got[row])), firstSame(kept.map((row) => expected[row])));
            } else {
              assert.deepEqual(firstSame(got), firstSame(expected));
              assert.equal(encoder.unmetNeeds(vectors, rows), undefined);
            }
            region.free(out);
            region.free(validity);
            encoder.release();
            assert.equal(region.usedBytes, before);
          }
        }
        region.freeAll();
      }
    });
  });
}

for (const names of keys) {
  test(`keys of (${names.join(", ")}) in a wider layout, and back to columns`, () => {
    onBothArenas((region) => {
      const draw = random(7);
      const rows = 500;
      const makersOf = names.map((name) => makers[name] as Maker);
      const layoutOf = (nulls: KeyNulls) => keyLayout(makersOf.map(({ type }) => ({ type, nulls })));
      const [narrow, wide] = [layoutOf("absent"), layoutOf("equal")];
      const columns = makersOf.map((maker) => column(region, maker, "indexed", false, rows, draw));
      const encoder = KeyEncoder.create(region, narrow);
      const keys = region.allocate(8 * narrow.words * rows);
      encoder.encode(
        columns.map(({ vector }) => vector),
        rows,
        keys,
        0,
      );
      const relaid = region.allocate(8 * wide.words * rows);
      const second = KeyEncoder.create(region, wide, encoder.symbols());
      relayKeys(region, narrow, keys, second, rows, relaid);
      const direct = region.allocate(8 * wide.words * rows);
      second.encode(
        columns.map(({ vector }) => vector),
        rows,
        direct,
        0,
      );
      assert.deepEqual(recordsOf(region, relaid, wide.words, rows), recordsOf(region, direct, wide.words, rows));
      for (const [layout, records] of [
        [narrow, keys],
        [wide, relaid],
      ] as const) {
        const decoder = new KeyDecoder(region, layout, second.symbols());
        for (const [at, field] of layout.fields.entries()) {
          if (!isExact(field.form)) continue;
          const decoded = decoder.decode(at, records, rows);
          const again = KeyEncoder.create(region, layout, second.symbols());
          const all = columns.map(({ vector }, position) => (position === at ? decoded : vector));
          again.encode(all, rows, direct, 0);
          assert.deepEqual(
            recordsOf(region, direct, layout.words, rows),
            recordsOf(region, records, layout.words, rows),
          );
        }
        decoder.close();
      }
    });
  });
}

test("an integer alone is its own word, NULL or not yet", () => {
  onBothArenas((region) => {
    for (const [type, put] of [
      [INT4, putI32],
      [INT8, (r: Region, v: number[]) => putU64(r, v.map(BigInt))],
    ] as const) {
      for (const nulls of ["never", "absent"] as const) {
        const layout = keyLayout([{ type, nulls }]);
        assert.equal(layout.words, 1);
        const out = region.allocate(24);
        const data = put(region, [5, -1, -7]);
        const vector: Vector = { type, storage: storageOf(type), data, validity: 0, index: 0, slots: 3, dictionary: 0 };
        KeyEncoder.create(region, layout).encode([vector], 3, out, 0);
        assert.deepEqual(
          getU64(region, out, 3),
          [5n, -1n, -7n].map((value) => BigInt.asUintN(64, value)),
        );
      }
    }
    const small = keyLayout([
      { type: TEXT, nulls: "equal" },
      { type: INT4, nulls: "absent" },
    ]);
    assert.equal(small.words, 1);
  });
});

test("a NULL that the layout does not expect is reported", () => {
  onBothArenas((region) => {
    const type = INT4;
    const layout = keyLayout([
      { type, nulls: "absent" },
      { type: TEXT, nulls: "absent" },
    ]);
    const encoder = KeyEncoder.create(region, layout);
    const data = putI32(region, [1, 2, 3]);
    const validity = putU8(region, [1, 1, 0]);
    const number: Vector = { type, storage: "i32", data, validity, index: 0, slots: 3, dictionary: 0 };
    const text: Vector = { ...number, type: TEXT, storage: "ref", data: putRefs(region, ["a", "b", "c"]) };
    assert.equal(encoder.unmetNeeds([number, text], 2), undefined);
    assert.deepEqual(encoder.unmetNeeds([number, text], 3)?.nulls, [true, false]);
    assert.equal(encoder.unmetNeeds([{ ...number, index: putU32(region, [0, 1, 1]) }, text], 3), undefined);
  });
});

for (const [values, isWide] of [
  [[0n, -1n, 2n ** 31n - 1n, -(2n ** 31n)], false],
  [[0n, 2n ** 31n], true],
  [[-1n - 2n ** 31n, 5n], true],
  [[2n ** 63n - 1n], true],
] as const) {
  test(`integers ${values.join(", ")} ${isWide ? "do not fit" : "fit"} half a word`, () => {
    onBothArenas((region) => {
      const rows = values.length;
      const flat = { validity: 0, index: 0, slots: rows, dictionary: 0 };
      const wide: Vector = { type: INT8, storage: "i64", data: putU64(region, values), ...flat };
      const small: Vector = {
        type: INT4,
        storage: "i32",
        data: putI32(
          region,
          values.map(() => 7),
        ),
        ...flat,
      };
      const layout = groupKeyLayout([INT8, INT4], { nulls: [], wide: [] });
      assert.equal(layout.words, 1);
      const encoder = KeyEncoder.create(region, layout);
      assert.deepEqual(encoder.unmetNeeds([wide, small], rows)?.wide, isWide ? [true, false] : undefined);
      if (isWide) return;
      const keys = region.allocate(8 * rows);
      encoder.encode([wide, small], rows, keys, 0);
      const { data } = new KeyDecoder(region, layout, undefined).decode(0, keys, rows);
      assert.deepEqual(
        getU64(region, data, rows).map((value) => BigInt.asIntN(64, value)),
        values,
      );
      const wider = groupKeyLayout([INT8, INT4], { nulls: [false, true], wide: [true, false] });
      const relaid = region.allocate(8 * wider.words * rows);
      relayKeys(region, layout, keys, KeyEncoder.create(region, wider), rows, relaid);
      const direct = region.allocate(8 * wider.words * rows);
      KeyEncoder.create(region, wider).encode([wide, small], rows, direct, 0);
      assert.deepEqual(recordsOf(region, relaid, wider.words, rows), recordsOf(region, direct, wider.words, rows));
    });
  });
}

for (const [lengths, shape, isWide] of [
  [[0, 1, 7, 8, 9, 15], "flat", false],
  [[0, 1, 7, 8, 9, 15], "indexed", false],
  [[0, 15], "constant", false],
  [[0, 1], "dictionary", true],
  [[0, 16, 1], "flat", true],
  [[200, 3], "indexed", true],
] as const) {
  test(`texts of ${lengths.join(", ")} bytes, ${shape}, ${isWide ? "are ids" : "lie in the record"}`, () => {
    onBothArenas((region) => {
      const maker = { ...(makers["text"] as Maker), values: named(lengths.map((length) => "x".repeat(length))) };
      const [texts, rows] = [column(region, maker, shape, true, 200, random(1)).vector, 200];
      const layout = groupKeyLayout([TEXT], { nulls: [], wide: [] });
      assert.equal(layout.words, 2);
      const encoder = KeyEncoder.create(region, layout);
      assert.deepEqual(encoder.unmetNeeds([texts], rows)?.wide, isWide ? [true] : undefined);
      assert.equal(encoder.symbols(), undefined);
      assert.equal(groupKeyLayout([TEXT], { nulls: [], wide: [true] }).words, 1);
    });
  });
}

test("records hold no bytes of texts of which there are many", () => {
  const wordsOf = (texts: number): number =>
    groupKeyLayout(
      Array.from({ length: texts }, () => TEXT),
      { nulls: [], wide: [] },
    ).words;
  assert.deepEqual([1, 2, 4, 5, 40].map(wordsOf), [2, 4, 8, 3, 20]);
});

for (const shape of shapes) {
  test(`a probe finds what the build has, by ${shape} strings; unknown strings equal nothing, NULL equals NULL if asked`, () => {
    onBothArenas((region) => {
      for (const nulls of ["never", "equal"] as const) {
        const layout = keyLayout([{ type: TEXT, nulls }]);
        const draw = random(3);
        const build = { ...(makers["text"] as Maker), values: named(["a", "b", "c"]) };
        const probe = { ...build, values: named(["b", "c", "d", "e"]) };
        const built = column(region, build, "flat", true, 50, draw);
        const probed = column(region, probe, shape, true, 200, draw);
        const encoder = KeyEncoder.create(region, layout);
        const buildKeys = region.allocate(8 * 50);
        encoder.encode([built.vector], 50, buildKeys, region.allocate(50));
        const finder = KeyEncoder.attach(region, layout, encoder.symbols());
        const probeKeys = region.allocate(8 * 200);
        const validity = region.allocate(200);
        finder.encode([probed.vector], 200, probeKeys, validity);
        const table = GroupTable.create(region, { words: 1 });
        const groups = region.allocate(4 * 200);
        table.findOrAdd(buildKeys, 50, groups);
        table.find(probeKeys, 200, groups);
        const found = getU32(region, groups, 200).map((group) => group !== NO_ROW);
        const valid = [...region.arena.view().u8.subarray(validity, validity + 200)];
        probed.names.forEach((name, row) => {
          if (name === null && nulls === "never") return assert.equal(valid[row], 0);
          return assert.equal(found[row], built.names.includes(name), `${name}`);
        });
      }
    });
  });
}

test("records of two symbol tables are the same after one was merged into the other", () => {
  onBothArenas((region) => {
    const layout = keyLayout([
      { type: TEXT, nulls: "equal" },
      { type: INT4, nulls: "equal" },
      { type: BPCHAR, nulls: "equal" },
    ]);
    const text = makers["text"] as Maker;
    const draw = random(9);
    const columns = [text, makers["int4"] as Maker, makers["bpchar"] as Maker].map((maker) =>
      column(region, maker, "flat", true, 300, draw),
    );
    const vectors = columns.map(({ vector }) => vector);
    const first = KeyEncoder.create(region, layout);
    const out = region.allocate(8 * layout.words * 300);
    first.encode([column(region, text, "flat", true, 40, draw).vector, ...vectors.slice(1)], 40, out, 0);
    const second = KeyEncoder.create(region, layout);
    second.encode(vectors, 300, out, 0);
    const symbols = SymbolTable.attach(region, first.symbols() ?? assert.fail());
    const other = second.symbols() ?? assert.fail();
    const remap = region.allocate(4 * other.count);
    symbols.merge(other, remap);
    remapSymbols(region, layout, out, 300, remap);
    const direct = region.allocate(8 * layout.words * 300);
    KeyEncoder.create(region, layout, symbols.toData()).encode(vectors, 300, direct, 0);
    assert.deepEqual(recordsOf(region, out, layout.words, 300), recordsOf(region, direct, layout.words, 300));
  });
});
