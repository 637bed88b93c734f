// Groups by dictionaries' codes against a Map: one to three keys, NULLs, dictionaries that change from batch to batch
// and come again, keys that share their codes, columns that are no dictionaries in between, batches of every size.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { nextDictionaryId } from "../../column/dictionary-id.ts";
import type { Vector } from "../../column/vector.ts";
import { random } from "../../kernel/hash.fixture.ts";
import { INT4, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { layVector, type Value } from "../vector.fixture.ts";
import { CodeGroups } from "./code-groups.ts";
import { GroupKeys } from "./group-keys.ts";

const BATCHES = [1, 63, 64, 65, 700, 700, 64, 700];

/** Dictionaries of one key: the same values in another order, or with others among them. */
function dictionariesOf(region: Region, type: LogicalType): readonly Vector[] {
  const value = (at: number): Value => (type === TEXT ? `value ${at}` : at * 1000);
  const lists: readonly (readonly Value[])[] = [
    [value(0), value(1), value(2)],
    [value(2), null, value(0), value(5)],
    [value(1), value(0), value(2)],
    [null],
  ];
  return lists.map((list) => {
    const laid = layVector(region, type, list, "flat");
    return { ...laid, dictionary: nextDictionaryId(region.arena) };
  });
}

function valuesOf(dictionary: number, type: LogicalType, slot: number): Value {
  const at = [[0, 1, 2], [2, null, 0, 5], [1, 0, 2], [null]][dictionary]?.[slot] as number | null;
  if (at === null) return null;
  return type === TEXT ? `value ${at}` : at * 1000;
}

for (const types of [[TEXT], [INT4], [TEXT, TEXT], [TEXT, INT4], [TEXT, INT4, TEXT]]) {
  for (const shared of [true, false]) {
    test(`${types.map(({ kind }) => kind)}, ${shared ? "shared" : "unshared"} memory`, () => {
      const arena = Arena.create({ shared });
      const budget = Budget.create(arena);
      const used = usedBytes(arena);
      const region = Region.create(arena, budget);
      const draw = random(types.length);
      const pick = (count: number): number => Math.floor(draw() * count);
      const dictionaries = types.map((type) => dictionariesOf(region, type));
      const keys = GroupKeys.create(region, types);
      const out = new GrowingBuffer(region);
      const model = new Map<string, number>();
      for (const rows of [...BATCHES, ...BATCHES, ...BATCHES]) {
        let before: { readonly codes: readonly number[]; readonly index: number; readonly slots: number } | undefined;
        const shown = types.map((type, at) => {
          const number = pick(4);
          const dictionary = (dictionaries[at] as readonly Vector[])[number] as Vector;
          const { slots } = dictionary;
          // As keys have that are computed from one column.
          const shares = before?.slots === slots && draw() < 0.5;
          const codes = shares && before ? before.codes : Array.from({ length: rows }, () => pick(slots));
          const values = codes.map((code) => valuesOf(number, type, code));
          // One in eight columns is flat: the whole batch goes the ordinary way.
          if (draw() < 0.125) return { values, vector: layVector(region, type, values, "flat") };
          const index = shares && before ? before.index : region.allocate(4 * rows + 16);
          arena.view().u32.set(codes, index >>> 2);
          before = { codes, index, slots };
          return { values, vector: { ...dictionary, index } };
        });
        const groups = keys.assign(
          shown.map(({ vector }) => vector),
          rows,
          out,
        );
        const got = [...arena.view().u32.subarray(groups >>> 2, (groups >>> 2) + rows)];
        for (const [row, group] of got.entries()) {
          const key = JSON.stringify(shown.map(({ values }) => values[row]));
          if (!model.has(key)) {
            assert.ok(![...model.values()].includes(group), `${key} is in a group of its own`);
            model.set(key, group);
          }
          assert.equal(group, model.get(key), key);
        }
        assert.equal(keys.count, model.size);
      }
      keys.release();
      out.free();
      region.release();
      assert.equal(usedBytes(arena), used);
    });
  }
}

test("few codes whose groups are beyond a byte, and beyond 255", () => {
  const arena = Arena.create();
  const region = Region.create(arena, Budget.create(arena));
  const keys = GroupKeys.create(region, [INT4]);
  const out = new GrowingBuffer(region);
  const draw = random(3);
  const rows = 67;
  for (let first = 0; first < 300; first += 5) {
    // Groups are numbered as values come.
    const slots = [first, first + 1, first + 2, first + 3, first + 4, Math.max(0, first - 7), first === 0 ? 0 : 3];
    const codes = Array.from({ length: rows }, (_, row) => (row < 5 ? row : Math.floor(draw() * slots.length)));
    const index = region.allocate(4 * rows);
    arena.view().u32.set(codes, index >>> 2);
    const laid = layVector(region, INT4, slots, "flat");
    const groups = keys.assign([{ ...laid, index, dictionary: nextDictionaryId(arena) }], rows, out);
    const got = [...arena.view().u32.subarray(groups >>> 2, (groups >>> 2) + rows)];
    assert.deepEqual(
      got,
      codes.map((code) => slots[code]),
    );
  }
  assert.equal(keys.count, 300);
  keys.release();
  out.free();
  region.release();
});

interface Side {
  readonly columns: readonly Vector[];
  readonly values: readonly (readonly Value[])[];
}

const SIDE_TYPES = [INT4, TEXT, TEXT];

/** Rows of a build side, several with the same keys; the last one shows as NULLs, as an outer join needs one. */
function sideOf(region: Region, rows: number, first: number): Side {
  const at = (row: number, part: number): Value => (row === rows - 1 ? null : `${part} of ${first + (row >> 1)}, long`);
  const values = SIDE_TYPES.map((type, part) =>
    Array.from({ length: rows }, (_, row) => (type === INT4 && row < rows - 1 ? first + (row >> 1) : at(row, part))),
  );
  const columns = SIDE_TYPES.map((type, part) => {
    const id = nextDictionaryId(region.arena);
    return { ...layVector(region, type, values[part] as Value[], "flat"), dictionary: part === 1 ? id : -id };
  });
  return { columns, values };
}

/** Groups of rows that show a side, in batches, beside a Map. */
function checkSides(region: Region, sides: readonly Side[], codesOf: (side: number, batch: number) => number[]): void {
  const keys = GroupKeys.create(region, SIDE_TYPES);
  const out = new GrowingBuffer(region);
  const model = new Map<string, number>();
  for (const [number, { columns, values }] of [...sides, ...sides].entries()) {
    for (let batch = 0; batch < 6; batch++) {
      const codes = codesOf(number, batch);
      const index = region.allocate(4 * codes.length + 16);
      region.arena.view().u32.set(codes, index >>> 2);
      const shown = columns.map((column) => ({ ...column, index }));
      const groups = keys.assign(shown, codes.length, out);
      for (const [row, code] of codes.entries()) {
        const key = JSON.stringify(values.map((column) => column[code]));
        const group = region.arena.view().u32[(groups >>> 2) + row] as number;
        if (!model.has(key)) {
          assert.equal(group, model.size, `${key} is in a group of its own, numbered as rows come`);
          model.set(key, group);
        }
        assert.equal(group, model.get(key), key);
      }
      region.free(index);
    }
    assert.equal(keys.count, model.size);
  }
  keys.release();
  out.free();
}

test("keys that come from the rows of a build side", () => {
  const arena = Arena.create();
  const region = Region.create(arena, Budget.create(arena));
  const used = usedBytes(arena);
  const inner = region.createChild();
  const draw = random(7);
  const sizes = [5_000, 9_001, 70_000, 3];
  const sides = sizes.map((rows, at) => sideOf(inner, rows, 3_000 * at));
  const size = (side: number): number => sizes[side % sizes.length] as number;
  checkSides(inner, sides, (side) => Array.from({ length: 700 }, () => Math.floor(draw() * size(side))));
  inner.release();
  assert.equal(usedBytes(arena), used);
});

test("keys of a build side of which hardly a row is met twice", () => {
  const arena = Arena.create();
  const region = Region.create(arena, Budget.create(arena));
  const rows = 120_000;
  checkSides(region, [sideOf(region, rows, 0)], (_, batch) =>
    Array.from({ length: rows / 6 }, (_, row) => row * 6 + batch),
  );
  region.release();
});

test("keys of a build side of which memory has no room for a table", () => {
  const arena = Arena.create();
  const region = Region.create(arena, Budget.create(arena));
  const rows = 200_000;
  const sides = [sideOf(region, rows, 0)];
  // Less than four bytes a row.
  const narrow = Region.create(arena, Budget.create(arena, 700_000));
  checkSides(narrow, sides, () => Array.from({ length: 500 }, (_, row) => 190_000 + row * 3));
  narrow.release();
  region.release();
});

/** Groups of rows whose two keys come from `slots` rows of a side: its slots' numbers. */
class Trial {
  readonly region: Region;
  readonly codes: CodeGroups;
  readonly #columns: readonly Vector[];
  readonly #out: GrowingBuffer;
  asked = 0;
  fails = false;

  constructor(arena: Arena, slots: number, limit = 0) {
    const ids = [-nextDictionaryId(arena), -nextDictionaryId(arena)];
    const column = { type: INT4, storage: "i32" as const, data: 64, validity: 0, index: 0, slots };
    this.#columns = ids.map((dictionary) => ({ ...column, dictionary }));
    this.region = Region.create(arena, Budget.create(arena, limit));
    this.codes = new CodeGroups(this.region);
    this.#out = new GrowingBuffer(this.region);
  }

  /** Undefined where the codes are of no use. */
  assign(codes: readonly number[]): readonly number[] | undefined {
    const { arena } = this.region;
    const index = this.region.allocate(4 * codes.length);
    arena.view().u32.set(codes, index >>> 2);
    const out = this.#out.reserve(4 * codes.length);
    const shown = this.#columns.map((column) => ({ ...column, index }));
    try {
      const isFound = this.codes.assign(shown, codes.length, out, ([column], rows, found) => {
        if (this.fails) throw new Error("no room");
        this.asked += rows;
        const { u32 } = arena.view();
        for (let row = 0; row < rows; row++) {
          u32[(found >>> 2) + row] = u32[((column as Vector).index >>> 2) + row] as number;
        }
      });
      return isFound ? [...arena.view().u32.subarray(out >>> 2, (out >>> 2) + codes.length)] : undefined;
    } finally {
      this.region.free(index);
    }
  }
}

const range = (from: number, length: number): number[] => Array.from({ length }, (_, at) => from + at);

test("a table of many slots goes when it has shown no use", () => {
  const arena = Arena.create();
  const slots = 100_000;
  const once = new Trial(arena, slots);
  const before = once.region.usedBytes;
  for (let from = 0; from < 30_000; from += 1000)
    assert.deepEqual(once.assign(range(from, 1000)) ?? [], from < 25_000 ? range(from, 1000) : []);
  assert.ok(once.region.usedBytes - before < 4 * slots);
  assert.equal(once.assign(range(0, 10)), undefined, "not tried again");
  // Drawn at random: most rows show a new slot until as many have come as there are slots.
  const drawn = new Trial(arena, slots);
  const draw = random(5);
  for (let batch = 0; batch < 100; batch++) {
    const codes = Array.from({ length: 3000 }, () => Math.floor(draw() * slots));
    assert.deepEqual(drawn.assign(codes), codes);
  }
  assert.ok(drawn.asked < slots, "each slot is asked for once");
  for (const { codes, region } of [once, drawn]) {
    codes.close();
    region.release();
  }
});

test("a table takes no more than a small part of what memory is left", () => {
  const arena = Arena.create();
  const slots = 10_000;
  const roomy = new Trial(arena, slots, 512 * 4 * slots + 100_000);
  assert.deepEqual(roomy.assign(range(0, 100)), range(0, 100));
  const narrow = new Trial(arena, slots, 512 * 4 * slots - 100_000);
  assert.equal(narrow.assign(range(0, 100)), undefined);
  for (const { codes, region } of [roomy, narrow]) {
    codes.close();
    region.release();
  }
});

test("what was asked for and not answered is asked for again", () => {
  const arena = Arena.create();
  const trial = new Trial(arena, 5_000);
  assert.deepEqual(trial.assign(range(0, 100)), range(0, 100));
  trial.fails = true;
  assert.throws(() => trial.assign(range(50, 100)), /no room/);
  trial.fails = false;
  assert.deepEqual(trial.assign(range(0, 200)), range(0, 200));
});
