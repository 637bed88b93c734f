// Columns of any type in the arena from datums, and back: for tests of compiled expressions.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { datumOfValue, valueOfDatum } from "../function/datum-value.ts";
import type { IrValue } from "../ir/interpret.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../type/storage.ts";

export interface Layout {
  /** The column's slots in reverse, shown through an index. */
  readonly indexed: boolean;
}

function store(arena: Arena, storage: Storage, at: number, value: Exclude<IrValue, null>): void {
  const view = arena.view();
  switch (storage) {
    case "u8":
      view.u8[at] = Number(value);
      return;
    case "i32":
      view.i32[at >>> 2] = Number(value);
      return;
    case "f32":
      view.f32[at >>> 2] = Number(value);
      return;
    case "f64":
      view.f64[at >>> 3] = Number(value);
      return;
    case "i64":
    case "ref":
      view.i64[at >>> 3] = BigInt(value);
      return;
    case "i128":
      view.i64[at >>> 3] = BigInt.asIntN(64, BigInt(value));
      view.i64[(at >>> 3) + 1] = BigInt.asIntN(64, BigInt(value) >> 64n);
  }
}

function load(arena: Arena, storage: Storage, at: number): Exclude<IrValue, null> {
  const view = arena.view();
  switch (storage) {
    case "u8":
      return view.u8[at] as number;
    case "i32":
      return view.i32[at >>> 2] as number;
    case "f32":
      return view.f32[at >>> 2] as number;
    case "f64":
      return view.f64[at >>> 3] as number;
    case "i64":
    case "ref":
      return view.i64[at >>> 3] as bigint;
    case "i128":
      return ((view.i64[(at >>> 3) + 1] as bigint) << 64n) | (view.u64[at >>> 3] as bigint);
  }
}

/** A column that shows the datums, one per row. */
export function layColumn(region: Region, type: LogicalType, datums: readonly Datum[], layout: Layout): Vector {
  const { arena } = region;
  const storage = storageOf(type);
  const slots = datums.length;
  const put = (bytes: Uint8Array): bigint => {
    const address = region.allocate(bytes.length);
    arena.view().u8.set(bytes, address);
    return (BigInt(bytes.length) << 32n) | BigInt(address);
  };
  const data = region.allocateZeroed(slots * storageWidth(storage));
  const validity = datums.includes(null) ? region.allocate(slots) : 0;
  const index = layout.indexed ? region.allocate(slots * 4) : 0;
  for (const [row, datum] of datums.entries()) {
    const slot = layout.indexed ? slots - 1 - row : row;
    if (index !== 0) arena.view().u32[(index >>> 2) + row] = slot;
    if (validity !== 0) arena.view().u8[validity + slot] = datum === null ? 0 : 1;
    const value = valueOfDatum(datum, type, put);
    // What lies under a NULL is nobody's to look at.
    const stored = value ?? (storage === "ref" ? 0x7fffffff_fffffff0n : 0n);
    store(arena, storage, data + slot * storageWidth(storage), stored);
  }
  return { type, storage, data, validity, index, slots, dictionary: 0 };
}

/** The rows of a column as datums. */
export function readColumn(arena: Arena, vector: Vector, rows: number): Datum[] {
  const read = (ref: bigint): Uint8Array => {
    const address = Number(ref & 0xffffffffn);
    return arena.view().u8.slice(address, address + Number(ref >> 32n));
  };
  return Array.from({ length: rows }, (_, row) => {
    const { u32, u8 } = arena.view();
    const slot = vector.index === 0 ? row : (u32[(vector.index >>> 2) + row] as number);
    if (vector.validity !== 0 && u8[vector.validity + slot] === 0) return null;
    const value = load(arena, vector.storage, vector.data + slot * storageWidth(vector.storage));
    return datumOfValue(value, vector.type, read);
  });
}
