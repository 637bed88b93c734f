import assert from "node:assert/strict";
import { test } from "node:test";
import type { Region } from "../arena/region.ts";
import {
  getString,
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
  SIZES,
} from "./hash.fixture.ts";
import { hashKernels } from "./hash.ts";
import { type AggregateKind, AggregateState, type PickKind, type SumKind } from "./hash-aggregate.ts";
import { NumericHeap } from "./numeric.ts";

type Value = bigint | number | string;

/** The column forms that an update may meet. */
const forms = [
  { index: false, validity: false, list: false, grouped: false },
  { index: false, validity: false, list: false, grouped: true },
  { index: true, validity: false, list: false, grouped: true },
  { index: true, validity: false, list: false, grouped: false },
  { index: false, validity: true, list: false, grouped: true },
  { index: true, validity: true, list: true, grouped: true },
  { index: true, validity: true, list: true, grouped: false },
] as const;

interface Case {
  readonly aggregate: AggregateKind;
  readonly value: (draw: number) => Value;
  readonly put: (region: Region, values: readonly Value[]) => number;
  readonly combine: (before: Value, value: Value) => Value;
  readonly initial?: Value;
  readonly get: (region: Region, state: AggregateState, groups: number) => Value[];
}

const integer = (draw: number): bigint => BigInt(Math.floor((draw - 0.5) * 2 ** 31));
const wide = (draw: number): bigint => BigInt(Math.floor((draw - 0.5) * 2 ** 53)) << 10n;
/** Blocks of values whose sums just fit 64 bits, and few values that are too large for that. */
const edge = (draw: number): bigint =>
  draw < 0.0002 ? 2n ** 52n : draw < 0.0004 ? -(2n ** 63n) : draw < 0.7 ? 2n ** 52n - 1n : -(2n ** 52n);
const huge = (draw: number): bigint => (integer(draw) << 64n) - BigInt(Math.floor(draw * 2 ** 53));
const floats = [Number.NaN, Infinity, -Infinity, 0, -0, 1.5, -2.25, 2 ** 100];
const float = (draw: number): number =>
  draw < 0.3 ? (floats[Math.floor(draw * 25)] as number) : Math.fround((draw - 0.5) * 1000);
const finite = (draw: number): number => Math.floor((draw - 0.5) * 1000);
const text = (draw: number): string =>
  "prefix-of-strings-".slice(0, Math.floor(draw * 1000) % 19) +
  "é".repeat(Math.floor(draw * 100) % 4) +
  Math.floor(draw * 50);

const asBig =
  (put: (region: Region, values: readonly bigint[]) => number): Case["put"] =>
  (region, values) =>
    put(region, values as bigint[]);
const asNumber =
  (put: (region: Region, values: readonly number[]) => number): Case["put"] =>
  (region, values) =>
    put(region, values.map(Number));
const getI64: Case["get"] = (region, state, groups) =>
  getU64(region, state.state, groups).map((word) => BigInt.asIntN(64, word));
const getI128: Case["get"] = (region, state, groups) => {
  const words = getU64(region, state.state, 2 * groups);
  return Array.from({ length: groups }, (_, group) =>
    BigInt.asIntN(128, ((words[2 * group + 1] as bigint) << 64n) | (words[2 * group] as bigint)),
  );
};
const getI32: Case["get"] = (region, state, groups) =>
  [...region.arena.view().i32.subarray(state.state >>> 2, (state.state >>> 2) + groups)].map(BigInt);
const getU8: Case["get"] = (region, state, groups) =>
  [...region.arena.view().u8.subarray(state.state, state.state + groups)].map(BigInt);
const getF64: Case["get"] = (region, state, groups) => [
  ...region.arena.view().f64.subarray(state.state >>> 3, (state.state >>> 3) + groups),
];
const getF32: Case["get"] = (region, state, groups) => [
  ...region.arena.view().f32.subarray(state.state >>> 2, (state.state >>> 2) + groups),
];
const getText: Case["get"] = (region, state, groups) => {
  const refs = region.allocate(8 * groups);
  state.writeRefs(groups, refs);
  return getU64(region, refs, groups).map((ref) => getString(region, ref));
};

/** PostgreSQL's order of floats: NaN above everything. UTF-8 byte order of strings is code point order. */
function isLess(left: Value, right: Value): boolean {
  if (typeof left === "number" && typeof right === "number")
    return left < right || (Number.isNaN(right) && !Number.isNaN(left));
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
  return left < right;
}
const pickers: Readonly<Record<PickKind, Case["combine"]>> = {
  bitAnd: (before, value) => (before as bigint) & (value as bigint),
  bitOr: (before, value) => (before as bigint) | (value as bigint),
  bitXor: (before, value) => (before as bigint) ^ (value as bigint),
  min: (before, value) => (isLess(value, before) ? value : before),
  max: (before, value) => (isLess(before, value) ? value : before),
  first: (before) => before,
};
const plus: Case["combine"] = (before, value) =>
  typeof before === "bigint" ? before + BigInt(value) : Number(before) + Number(value);

/** Numerics without fixed scale, made and read by the numeric kernels. */
const putNumerics: Case["put"] = (region, values) => {
  const heap = new NumericHeap(region.arena, region);
  return putU64(
    region,
    values.map((value) => heap.fromText(String(value))),
  );
};
const getNumerics: Case["get"] = (region, state, groups) => {
  const heap = new NumericHeap(region.arena, region);
  const refs = region.allocate(8 * groups);
  state.writeRefs(groups, refs);
  const { seen } = state;
  return getU64(region, refs, groups).map((ref, group) =>
    region.arena.view().u8[seen + group] === 0 ? 0n : BigInt(heap.toText(ref)),
  );
};
/** The bytes of each group as hexadecimal digits. */
const getBytes: Case["get"] = (region, state, groups) => {
  const refs = region.allocate(8 * groups);
  state.writeRefs(groups, refs);
  return getU64(region, refs, groups).map((ref) => {
    const [at, length] = [Number(ref & 0xffffffffn), Number(ref >> 32n)];
    return Buffer.from(region.arena.view().u8.slice(at, at + length)).toString("hex");
  });
};
/** The lowest bytes of a number, as they lie in memory. */
function hexOf(value: Value, width: 1 | 4 | 8 | 16): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)));
  bytes.writeBigInt64LE(BigInt.asIntN(64, BigInt(value) >> 64n), 8);
  return bytes.toString("hex", 0, width);
}
/** An interval of microseconds only. */
const intervalOf = (micros: bigint): bigint => micros << 64n;

const cases: readonly Case[] = [
  ...(
    [
      ["sumI32", integer, asNumber(putI32), getI64],
      ["sumI64", (draw: number) => integer(draw) << 16n, asBig(putU64), getI64],
      ["sumI32Wide", integer, asNumber(putI32), getI128],
      ["sumI64Wide", wide, asBig(putU64), getI128],
      ["sumI64Wide", edge, asBig(putU64), getI128],
      ["sumI128", huge, asBig(putI128), getI128],
    ] as const
  ).map(([kind, value, put, get]) => ({
    aggregate: { kind: kind as SumKind },
    value,
    put,
    get,
    combine: plus,
    initial: 0n,
  })),
  ...(
    [
      ["sumF32", finite, asNumber(putF32), getF32],
      ["sumF32Wide", float, asNumber(putF32), getF64],
      ["sumF64", float, asNumber(putF64), getF64],
    ] as const
  ).map(([kind, value, put, get]) => ({
    aggregate: { kind: kind as SumKind },
    value,
    put,
    get,
    combine: plus,
    initial: 0,
  })),
  ...(["min", "max", "first"] as const).flatMap((kind): Case[] => {
    const combine = pickers[kind];
    return [
      {
        aggregate: { kind, storage: "u8" },
        value: (draw) => BigInt(draw < 0.5),
        put: asNumber(putU8),
        get: getU8,
        combine,
      },
      { aggregate: { kind, storage: "i32" }, value: integer, put: asNumber(putI32), get: getI32, combine },
      { aggregate: { kind, storage: "i64" }, value: wide, put: asBig(putU64), get: getI64, combine },
      { aggregate: { kind, storage: "f32" }, value: float, put: asNumber(putF32), get: getF32, combine },
      { aggregate: { kind, storage: "f64" }, value: float, put: asNumber(putF64), get: getF64, combine },
      { aggregate: { kind, storage: "i128" }, value: huge, put: asBig(putI128), get: getI128, combine },
      {
        aggregate: { kind, storage: "ref" },
        value: text,
        put: (region, values) => putRefs(region, values as string[]),
        get: getText,
        combine,
      },
    ];
  }),
  ...(["bitAnd", "bitOr", "bitXor"] as const).flatMap((kind): Case[] => [
    { aggregate: { kind, storage: "i32" }, value: integer, put: asNumber(putI32), get: getI32, combine: pickers[kind] },
    { aggregate: { kind, storage: "i64" }, value: wide, put: asBig(putU64), get: getI64, combine: pickers[kind] },
  ]),
  ...(["min", "max"] as const).flatMap((kind): Case[] => [
    {
      aggregate: { kind, storage: "ref", order: "padded" },
      // Blanks at the end do not count, and below a blank there are bytes that do.
      value: (draw) => `${"ab\t"[Math.floor(draw * 3)]}${Math.floor(draw * 30)}`,
      put: (region, values) =>
        putRefs(
          region,
          (values as string[]).map((value, row) => value + " ".repeat(row % 3)),
        ),
      get: (region, state, groups) => getText(region, state, groups).map((value) => (value as string).trimEnd()),
      combine: pickers[kind],
    },
    {
      aggregate: { kind, storage: "ref", order: "numeric" },
      value: huge,
      put: putNumerics,
      get: getNumerics,
      combine: pickers[kind],
    },
    {
      aggregate: { kind, storage: "i128", order: "interval" },
      value: integer,
      put: (region, values) => putI128(region, (values as bigint[]).map(intervalOf)),
      get: (region, state, groups) => getI128(region, state, groups).map((bits) => (bits as bigint) >> 64n),
      combine: pickers[kind],
    },
  ]),
  { aggregate: { kind: "sumNumeric" }, value: huge, put: putNumerics, get: getNumerics, combine: plus, initial: 0n },
  {
    aggregate: { kind: "sumInterval" },
    value: integer,
    put: (region, values) => putI128(region, (values as bigint[]).map(intervalOf)),
    get: (region, state, groups) => getI128(region, state, groups).map((bits) => (bits as bigint) >> 64n),
    combine: plus,
    initial: 0n,
  },
  {
    aggregate: { kind: "sumF64Twice" },
    // Sums of these need far more bits than a double has.
    value: (draw) => BigInt(Math.floor((draw - 0.5) * 2 ** 40)) << (draw < 0.5 ? 50n : 0n),
    put: (region, values) => putF64(region, values.map(Number)),
    get: (region, state, groups) => {
      const parts = [...region.arena.view().f64.subarray(state.state >>> 3, (state.state >>> 3) + 2 * groups)];
      return Array.from(
        { length: groups },
        (_, group) => BigInt(parts[2 * group] ?? 0) + BigInt(parts[2 * group + 1] ?? 0),
      );
    },
    combine: plus,
    initial: 0n,
  },
  ...(
    [
      [1, (draw: number) => BigInt(draw < 0.5), asNumber(putU8)],
      [4, integer, asNumber(putI32)],
      [8, wide, asBig(putU64)],
      [16, huge, asBig(putI128)],
    ] as const
  ).map(
    ([width, value, put]): Case => ({
      aggregate: { kind: "concat", width },
      value,
      put,
      get: getBytes,
      combine: (before, one) => `${before}${hexOf(one, width)}`,
      initial: "",
    }),
  ),
  {
    aggregate: { kind: "count" },
    value: integer,
    put: asNumber(putI32),
    get: getI64,
    combine: (before) => (before as bigint) + 1n,
    initial: 0n,
  },
];

for (const { aggregate, value, put, combine, initial, get } of cases) {
  const order = "order" in aggregate ? ` ${aggregate.order}` : "";
  const width = "width" in aggregate ? ` ${aggregate.width}` : "";
  test(`${aggregate.kind}${"storage" in aggregate ? ` ${aggregate.storage}` : ""}${order}${width}: every form of input, then a merge`, () => {
    onBothArenas((region) => {
      for (const size of SIZES) {
        for (const [number, form] of forms.entries()) {
          const draw = random(size * 7 + number);
          const slots = form.index ? Math.max(1, size >> 1) : size;
          const groups = form.grouped ? 37 : 1;
          const values = Array.from({ length: slots }, () => value(draw()));
          const valid = values.map(() => (!form.validity || draw() < 0.7 ? 1 : 0));
          const index = Array.from({ length: size }, (_, row) => (form.index ? Math.floor(draw() * slots) : row));
          const ids = Array.from({ length: size }, () =>
            form.grouped ? Math.floor(draw() * draw() * (groups - 1)) : 0,
          );
          const listed = Array.from({ length: size }, (_, row) => row).filter(() => !form.list || draw() < 0.5);
          const model: (Value | undefined)[] = Array.from({ length: groups }, () => undefined);
          for (const row of listed) {
            const slot = index[row] as number;
            if (valid[slot] === 0) continue;
            const group = ids[row] as number;
            const before = model[group] ?? initial;
            model[group] = before === undefined ? (values[slot] as Value) : combine(before, values[slot] as Value);
          }
          const state = AggregateState.create(region, aggregate);
          state.reserve(groups);
          const data = put(region, values);
          const isFine = state.update(
            { data, index: form.index ? putU32(region, index) : 0, validity: form.validity ? putU8(region, valid) : 0 },
            {
              rows: listed.length,
              list: form.list ? putU32(region, listed) : 0,
              groups: form.grouped ? putU32(region, ids) : 0,
            },
          );
          assert.equal(isFine, true);
          // What the state kept must not depend on the batch.
          if (aggregate.kind === "min" || aggregate.kind === "max") region.arena.view().u8.fill(0, data, data + 1);
          const check = (actual: AggregateState): void => {
            const results = get(region, actual, groups);
            for (let group = 0; group < groups; group++) {
              if (aggregate.kind !== "count")
                assert.equal(region.arena.view().u8[actual.seen + group], model[group] === undefined ? 0 : 1);
              if (model[group] === undefined) continue;
              if (typeof model[group] === "number")
                assert.ok(
                  Object.is(Number(results[group]) + 0, (model[group] as number) + 0),
                  `${results[group]} ${model[group]}`,
                );
              else assert.deepEqual(results[group], model[group]);
            }
          };
          check(state);
          const whole = AggregateState.attach(region, AggregateState.create(region, aggregate).toData());
          whole.reserve(groups);
          const remap = putU32(
            region,
            Array.from({ length: groups }, (_, group) => group),
          );
          assert.equal(whole.merge(state.toData(), groups, remap), true);
          state.release();
          check(whole);
          region.freeAll();
        }
      }
    });
  });
}

test("count(*) counts rows, listed or not", () => {
  onBothArenas((region) => {
    const state = AggregateState.create(region, { kind: "countRows" });
    state.reserve(3);
    const none = { data: 0, index: 0, validity: 0 };
    const groups = putU32(region, [0, 1, 1, 2]);
    state.update(none, { rows: 4, list: 0, groups });
    state.update(none, { rows: 2, list: putU32(region, [1, 3]), groups });
    state.update(none, { rows: 5, list: 0, groups: 0 });
    assert.deepEqual(getU64(region, state.state, 3), [6n, 3n, 2n]);
  });
});

test("a sum out of range is answered", () => {
  const limit = 2n ** 63n - 1n;
  const widest = 2n ** 127n - 1n;
  onBothArenas((region) => {
    for (const groups of [0, putU32(region, [0, 0])]) {
      const rows = { rows: 2, list: 0, groups };
      const update = (kind: SumKind, data: number): boolean => {
        const state = AggregateState.create(region, { kind });
        state.reserve(1);
        return state.update({ data, index: 0, validity: 0 }, rows);
      };
      assert.equal(update("sumI64", putU64(region, [limit, 1n])), false);
      assert.equal(update("sumI64", putU64(region, [-limit, -2n])), false);
      assert.equal(update("sumI64", putU64(region, [limit, -1n])), true);
      assert.equal(update("sumI64Wide", putU64(region, [limit, limit])), true);
      assert.equal(update("sumI128", putI128(region, [widest, 1n])), false);
      assert.equal(update("sumI128", putI128(region, [-widest, -2n])), false);
      assert.equal(update("sumF64", putF64(region, [1.7e308, 1.7e308])), false);
      assert.equal(update("sumF64", putF64(region, [Infinity, 1.7e308])), true);
      assert.equal(update("sumF32", putF32(region, [3e38, 3e38])), false);
      assert.equal(update("sumF32Wide", putF32(region, [3e38, 3e38])), true);
    }
  });
});

test("the heap of a ref state does not grow with every batch", () => {
  onBothArenas((region) => {
    const state = AggregateState.create(region, { kind: "max", storage: "ref" });
    state.reserve(1);
    for (let batch = 0; batch < 2000; batch++) {
      const refs = putRefs(region, [String(batch).padStart(40, "0")]);
      state.update({ data: refs, index: 0, validity: 0 }, { rows: 1, list: 0, groups: 0 });
    }
    assert.equal(state.toData().chunks.length, 1);
    const out = region.allocate(8);
    state.writeRefs(1, out);
    assert.equal(getString(region, getU64(region, out, 1)[0] as bigint), "1999".padStart(40, "0"));
  });
});

test("row lists of masks and of bool columns", () => {
  onBothArenas((region) => {
    const kernels = hashKernels(region.arena);
    const out = region.allocate(64);
    const mask = putU8(region, [1, 0, 1, 1, 0]);
    const lists: readonly { readonly count: number; readonly rows: readonly number[] }[] = [
      { count: kernels.rowsOfMask(mask, 5, out), rows: [0, 2, 3] },
      { count: kernels.rowsOfTrue(mask, 0, putU8(region, [1, 1, 0, 1, 1]), 5, out), rows: [0, 3] },
      { count: kernels.rowsOfTrue(mask, putU32(region, [4, 4, 2, 0]), 0, 4, out), rows: [2, 3] },
    ];
    assert.deepEqual(
      lists.map(({ count }) => count),
      lists.map(({ rows }) => rows.length),
    );
    assert.deepEqual(getU32(region, out, 2), [2, 3]);
  });
});
