// Groups of texts against a Map: texts of every length around what a record holds, of every byte, NULLs, long ones that
// come first, late or never, dictionaries between columns, batches of every size; two threads' groups in one, each with a
// layout of its own. Every group's key reads back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../../arena/allocator.ts";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import type { Vector } from "../../column/vector.ts";
import { getU32, random } from "../../kernel/hash.fixture.ts";
import { BYTEA, INT4, type LogicalType, TEXT } from "../../type/logical-type.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyDecoder } from "../key-decoder.ts";
import { groupKeyLayout } from "../key-layout.ts";
import { type Layout, layVector, readVector, type Value } from "../vector.fixture.ts";
import { GroupKeys } from "./group-keys.ts";

const BATCHES = [1, 63, 64, 65, 500, 1, 63, 64, 65, 500];
const SHORT = [0, 1, 7, 8, 9, 14, 15];
const LONG = [...SHORT, 16, 17, 200];

type Draw = () => number;

/** Some of the bytes of each length, zeros among them, that differ at the first, the last or no place. */
function textOf(lengths: readonly number[], draw: Draw): Value {
  if (draw() < 0.05) return null;
  const length = lengths[Math.floor(draw() * lengths.length)] as number;
  const letters = Array.from({ length }, () => "\0");
  if (length > 0) letters[Math.floor(draw() * 2) * (length - 1)] = String.fromCharCode(Math.floor(draw() * 4) * 31);
  return letters.join("");
}

function valueOf(type: LogicalType, lengths: readonly number[], draw: Draw): Value {
  if (type !== INT4) return textOf(lengths, draw);
  return draw() < 0.1 ? null : Math.floor(draw() * 5) - 2;
}

/** The lengths and the layout of batch `at`, of `count`. */
interface Course {
  readonly name: string;
  readonly lengths: (at: number, count: number) => readonly number[];
  readonly layout: (at: number) => Layout;
}

const COURSES: readonly Course[] = [
  { name: "short", lengths: () => SHORT, layout: () => "flat" },
  { name: "short under an index", lengths: () => SHORT, layout: () => "reversed" },
  { name: "long from the first", lengths: () => LONG, layout: () => "flat" },
  { name: "long at last", lengths: (at, count) => (at === count - 1 ? LONG : SHORT), layout: () => "flat" },
  { name: "dictionaries", lengths: () => SHORT, layout: () => "dictionary" },
  { name: "a dictionary at last", lengths: () => SHORT, layout: (at) => (at < 5 ? "flat" : "dictionary") },
];

const KEYS: readonly (readonly LogicalType[])[] = [
  [TEXT],
  [BYTEA],
  [INT4, TEXT],
  [TEXT, TEXT, INT4],
  [TEXT, INT4, TEXT, TEXT, TEXT, TEXT],
];

/** By its name, the number of each key's group. */
type Model = Map<string, number>;

class Groups {
  readonly keys: GroupKeys;
  readonly #region: Region;
  readonly #types: readonly LogicalType[];
  readonly #out: GrowingBuffer;

  constructor(region: Region, types: readonly LogicalType[]) {
    this.#region = region;
    this.#types = types;
    this.keys = GroupKeys.create(region, types);
    this.#out = new GrowingBuffer(region);
  }

  /** Rows of a course, each in the group of its key and of no other. */
  add(course: Course, draw: Draw): Model {
    const model: Model = new Map();
    const inputs = this.#region.createChild();
    for (const [at, rows] of BATCHES.entries()) {
      const lengths = course.lengths(at, BATCHES.length);
      const columns = this.#types.map((type) => Array.from({ length: rows }, () => valueOf(type, lengths, draw)));
      const vectors = columns.map((values, key) =>
        layVector(inputs, this.#types[key] as LogicalType, values, course.layout(at)),
      );
      const groups = getU32(this.#region, this.keys.assign(vectors, rows, this.#out), rows);
      inputs.freeAll();
      for (const [row, group] of groups.entries()) note(model, nameOf(columns, row), group);
      assert.equal(this.keys.count, model.size);
    }
    inputs.release();
    return model;
  }

  /** Each group's key is what its rows were put there for. */
  check(model: Model): void {
    const { needs, table, symbols } = this.keys.toData();
    const decoder = new KeyDecoder(this.#region, groupKeyLayout(this.#types, needs), symbols);
    const columns = this.#types.map((_, at) => readVector(this.#region, this.#decoded(decoder, at), table.count));
    const names = Array.from({ length: table.count }, (_, group) => nameOf(columns, group));
    assert.deepEqual(
      names,
      [...model].toSorted(([, left], [, right]) => left - right).map(([name]) => name),
    );
    decoder.close();
  }

  release(): void {
    this.keys.release();
    this.#out.free();
  }

  #decoded(decoder: KeyDecoder, at: number): Vector {
    const { table } = this.keys.toData();
    return decoder.decode(at, table.keys, table.count);
  }
}

const nameOf = (columns: readonly (readonly Value[])[], row: number): string =>
  JSON.stringify(columns.map((values) => values[row]));

function note(model: Model, name: string, group: number): void {
  const known = model.get(name);
  if (known === undefined) model.set(name, group);
  else assert.equal(group, known, name);
}

for (const types of KEYS) {
  const kinds = types.map(({ kind }) => kind).join(", ");
  for (const [at, course] of COURSES.entries()) {
    for (const [seed, other] of COURSES.entries()) {
      // All pairs for one text; for other keys each course with itself and the two behind it.
      if (types.length > 1 && (seed - at + COURSES.length) % COURSES.length > 2) continue;
      test(`(${kinds}): ${course.name}; then another thread's, ${other.name}`, () => {
        const arena = Arena.create({ shared: at % 2 === 0 });
        const budget = Budget.create(arena);
        const used = usedBytes(arena);
        const region = Region.create(arena, budget);
        const [own, theirs] = [new Groups(region, types), new Groups(region, types)];
        const model = own.add(course, random(at));
        own.check(model);
        const further = theirs.add(other, random(100 + seed));
        theirs.check(further);
        const remap = region.allocate(4 * further.size);
        for (const _ of own.keys.merge(theirs.keys.toData(), remap)) assert.ok(own.keys.count > 0);
        const moved = getU32(region, remap, further.size);
        for (const [name, group] of further) note(model, name, moved[group] as number);
        assert.equal(own.keys.count, model.size);
        own.check(model);
        region.free(remap);
        theirs.release();
        own.release();
        region.release();
        assert.equal(usedBytes(arena), used);
      });
    }
  }
}
