// A column's values in the encoding memory, and what the kernels make of them there: a dictionary, if one pays, with
// a code per value, and the smallest and the largest values of any stretch.
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { EncodeSpace } from "../encode-space.ts";
import type { ValuesPlace } from "./encode-plain.ts";
import { type Bounds, boundsAt } from "./encode-statistics.ts";
import type { DenseValues } from "./encode-values.ts";
import type { ColumnType } from "./write-types.ts";

export interface DictionaryLimits {
  readonly entries: number;
  /** Of the entries in PLAIN encoding. */
  readonly bytes: number;
}

/** Values as they lie in the encoding memory; bits lie outside of it. */
export type ValuesShape =
  | Extract<DenseValues, { kind: "bits" }>
  | Omit<Extract<DenseValues, { kind: "words" }>, "words">
  | Omit<Extract<DenseValues, { kind: "bytes" }>, "offsets" | "bytes">;

/** Values in the encoding memory. */
export class LoadedValues {
  readonly place: ValuesPlace;
  readonly #shape: ValuesShape;
  readonly #space: EncodeSpace;

  constructor(space: EncodeSpace, shape: ValuesShape, place: ValuesPlace) {
    this.#space = space;
    this.#shape = shape;
    this.place = place;
  }

  /** Copies values in. */
  static of(space: EncodeSpace, values: DenseValues): LoadedValues {
    const place = copyIn(space, values);
    switch (values.kind) {
      case "bits":
        return new LoadedValues(space, values, place);
      case "words": {
        const { words: _, ...shape } = values;
        return new LoadedValues(space, shape, place);
      }
      case "bytes":
        return new LoadedValues(space, { kind: "bytes", count: values.count }, place);
      default:
        return unreachable(values);
    }
  }

  get count(): number {
    return this.#shape.count;
  }

  /** The values. Views on the encoding memory, good until something is allocated there. */
  get values(): DenseValues {
    const shape = this.#shape;
    switch (shape.kind) {
      case "bits":
        return shape;
      case "words":
        return { ...shape, words: this.#space.i32(this.place.values, shape.count * shape.width) };
      case "bytes": {
        const offsets = this.#space.u32(this.place.values, shape.count + 1);
        return { ...shape, offsets, bytes: this.#space.u8(this.place.bytes, offsets[shape.count] as number) };
      }
      default:
        return unreachable(shape);
    }
  }

  /** The dictionary of the values, or undefined when it passes the limits. */
  buildDictionary(limits: DictionaryLimits): Dictionary | undefined {
    const shape = this.#shape;
    if (shape.kind === "bits" || shape.count === 0) return undefined;
    const mark = this.#space.mark;
    const found = shape.kind === "words" ? this.#ofWords(shape, limits) : this.#ofTexts(shape.count, limits);
    if (found === undefined) this.#space.reset(mark);
    return found;
  }

  #ofWords(
    { count, width, turned }: Extract<ValuesShape, { kind: "words" }>,
    limits: DictionaryLimits,
  ): Dictionary | undefined {
    const { kernels } = this.#space;
    const limit = Math.min(limits.entries, Math.floor(limits.bytes / (width * 4)));
    const room = Math.min(limit, count);
    const build = width === 1 ? kernels.dictionary4 : width === 2 ? kernels.dictionary8 : kernels.dictionary16;
    const entries = this.#space.allocate(room * width * 4);
    const codes = this.#space.allocate(count * 4);
    const { table, bits } = this.#table(room);
    const distinct = build(this.place.values, count, limit, entries, codes, table, bits);
    if (distinct < 0) return undefined;
    const words = this.#space.i32(entries, distinct * width).slice();
    const place = { values: entries, bytes: 0 };
    return new Dictionary(
      this.#space,
      {
        kind: "words",
        count: distinct,
        width,
        words,
        ...(turned === undefined ? {} : { turned }),
      },
      codes,
      place,
    );
  }

  #ofTexts(count: number, limits: DictionaryLimits): Dictionary | undefined {
    const space = this.#space;
    const room = Math.min(limits.entries, count);
    const records = space.allocate(room * 24);
    const codes = space.allocate(count * 4);
    const { table, bits } = this.#table(room);
    const distinct = space.kernels.dictionaryTexts(
      this.place.values,
      this.place.bytes,
      count,
      limits.entries,
      limits.bytes,
      records,
      codes,
      table,
      bits,
    );
    if (distinct < 0) return undefined;
    const offsets = space.allocate((distinct + 1) * 4);
    const texts = space.allocate(limits.bytes);
    space.kernels.joinEntries(records, distinct, this.place.bytes, offsets, texts);
    const ends = space.u32(offsets, distinct + 1).slice();
    const bytes = space.u8(texts, ends[distinct] as number).slice();
    const entries: DenseValues = { kind: "bytes", count: distinct, offsets: ends, bytes };
    return new Dictionary(space, entries, codes, { values: offsets, bytes: texts });
  }

  /** Twice as many slots as entries at least, so that probes are short. */
  #table(entries: number): { readonly table: number; readonly bits: number } {
    const bits = Math.max(8, 32 - Math.clz32(entries * 2));
    return { table: this.#space.allocateZeroed(4 << bits), bits };
  }

  /** Bounds of values `from` to `to`; none when there are none, or some float is no number. */
  bounds(type: ColumnType, from = 0, to: number = this.count): Bounds {
    const { values } = this;
    if (values.kind === "bits") return boundsOfBits(values.values, from, to);
    return boundsAt(values, type, findBounds(this.#space, values, type, this.place, from, to, 0));
  }
}

/** Copies values into the encoding memory. */
function copyIn(space: EncodeSpace, values: DenseValues): ValuesPlace {
  switch (values.kind) {
    case "bits":
      return { values: 0, bytes: 0 };
    case "words": {
      const length = values.count * values.width;
      const address = space.allocate(length * 4);
      space.i32(address, length).set(values.words.subarray(0, length));
      return { values: address, bytes: 0 };
    }
    case "bytes": {
      const { count, offsets, bytes } = values;
      const end = offsets[count] ?? 0;
      const address = space.allocate((count + 1) * 4);
      const texts = space.allocate(end);
      space.u32(address, count + 1).set(offsets.subarray(0, count + 1));
      space.u8(texts, end).set(bytes.subarray(0, end));
      return { values: address, bytes: texts };
    }
    default:
      return unreachable(values);
  }
}

/** The distinct values in the order of their first appearance, and a code per value. */
export class Dictionary {
  readonly entries: DenseValues;
  readonly #space: EncodeSpace;
  readonly #codes: number;
  readonly place: ValuesPlace;

  constructor(space: EncodeSpace, entries: DenseValues, codes: number, place: ValuesPlace) {
    this.#space = space;
    this.entries = entries;
    this.#codes = codes;
    this.place = place;
  }

  /** Bounds of all entries. */
  bounds(type: ColumnType): Bounds {
    return this.#bounds(type, 0);
  }

  /** Bounds of the entries that codes `from` to `to` name. */
  boundsOf(type: ColumnType, from: number, to: number): Bounds {
    const mark = this.#space.mark;
    const marks = this.#space.allocateZeroed(this.entries.count);
    this.#space.kernels.markCodes(this.#codes + from * 4, to - from, marks);
    const bounds = this.#bounds(type, marks);
    this.#space.reset(mark);
    return bounds;
  }

  #bounds(type: ColumnType, marks: number): Bounds {
    const { entries } = this;
    return boundsAt(entries, type, findBounds(this.#space, entries, type, this.place, 0, entries.count, marks));
  }

  /** Writes codes `from` to `to` in `width` bits each to an address of the encoding memory; answers the bytes. */
  encodeCodes(from: number, to: number, width: number, target: number): number {
    return this.#space.kernels.encodeCodes(this.#codes + from * 4, to - from, width, target);
  }
}

function boundsOfBits(values: Uint8Array, from: number, to: number): Bounds {
  if (from === to) return {};
  let set = 0;
  for (let i = from; i < to; i++) set += values[i] === 0 ? 0 : 1;
  const min = { value: Uint8Array.of(set === to - from ? 1 : 0), exact: true };
  return { min, max: { value: Uint8Array.of(set === 0 ? 0 : 1), exact: true } };
}

/** The positions of the smallest and the largest value; undefined where nothing can be said. */
function findBounds(
  { kernels }: EncodeSpace,
  values: DenseValues,
  { order }: ColumnType,
  place: ValuesPlace,
  from: number,
  to: number,
  marks: number,
): readonly [least: number, most: number] | undefined {
  if (values.kind === "bits") throw internal("bits have no dictionary");
  const found =
    values.kind === "bytes"
      ? kernels.boundsTexts(place.values, place.bytes, from, to, marks)
      : kernelOf(kernels, values.width, order)(place.values, from, to, marks);
  return found < 0n ? undefined : [Number(found & 0xffffffffn), Number(found >> 32n)];
}

function kernelOf(
  kernels: EncodeSpace["kernels"],
  width: 1 | 2 | 4,
  order: ColumnType["order"],
): EncodeSpace["kernels"]["bounds4"] {
  if (width === 4) return kernels.bounds16;
  if (order === "float") return width === 1 ? kernels.boundsFloat4 : kernels.boundsFloat8;
  return width === 1 ? kernels.bounds4 : kernels.bounds8;
}
