// Test data: vectors laid out from plain values in each of the ways a producer may lay them out, and plain values
// read back from vectors. Values: number (i32, f64), bigint (i64, i128), boolean, string, null.
import assert from "node:assert/strict";
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import type { Batch, Vector } from "../column/vector.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../type/storage.ts";
import type { BatchSource } from "./operator.ts";

export type Value = number | bigint | boolean | string | null;
export type Layout = "flat" | "reversed" | "dictionary";

/** A column of these values; "reversed": slots in opposite order under an index; "dictionary": one slot a value. */
export function layVector(
  region: Region,
  type: LogicalType,
  values: readonly Value[],
  layout: Layout,
  storage: Storage = storageOf(type),
): Vector {
  if (layout === "flat") return slotsOf(region, type, values, storage);
  const slots = layout === "reversed" ? [...values].reverse() : [...new Set(values)];
  const index = region.allocate(4 * values.length);
  const position = new Map(slots.map((value, slot) => [value, slot]));
  const codes = values.map((value, row) =>
    layout === "reversed" ? values.length - 1 - row : (position.get(value) as number),
  );
  region.arena.view().u32.set(codes, index >>> 2);
  const dictionary = layout === "dictionary" ? nextDictionaryId(region.arena) : 0;
  return { ...slotsOf(region, type, slots, storage), index, dictionary };
}

function slotsOf(region: Region, type: LogicalType, values: readonly Value[], storage: Storage): Vector {
  const data = region.allocate(values.length * storageWidth(storage));
  const validity = values.includes(null) ? region.allocate(values.length) : 0;
  for (const [slot, value] of values.entries()) {
    if (validity !== 0) region.arena.view().u8[validity + slot] = value === null ? 0 : 1;
    writeSlot(region, data, slot, value, storage);
  }
  return { type, storage, data, validity, index: 0, slots: values.length, dictionary: 0 };
}

/** What lies in NULL slots is arbitrary: garbage, to show that nobody looks. */
function writeSlot(region: Region, data: Pointer, slot: number, value: Value, storage: Storage): void {
  const view = region.arena.view();
  switch (storage) {
    case "u8":
      view.u8[data + slot] = value === true ? 1 : 0;
      return;
    case "i32":
      view.i32[(data >>> 2) + slot] = value === null ? 7 : Number(value);
      return;
    case "f32":
      view.f32[(data >>> 2) + slot] = Number(value ?? 7);
      return;
    case "f64":
      view.f64[(data >>> 3) + slot] = Number(value ?? 7);
      return;
    case "i64":
      view.i64[(data >>> 3) + slot] = BigInt(value ?? 7);
      return;
    case "i128":
      view.i64[(data >>> 3) + 2 * slot] = BigInt.asIntN(64, BigInt(value ?? 7));
      view.i64[(data >>> 3) + 2 * slot + 1] = BigInt(value ?? 7) >> 64n;
      return;
    case "ref": {
      const bytes = new TextEncoder().encode(String(value ?? ""));
      const address = region.allocate(bytes.length);
      const fresh = region.arena.view();
      fresh.u8.set(bytes, address);
      fresh.u64[(data >>> 3) + slot] = (BigInt(bytes.length) << 32n) | BigInt(value === null ? 0 : address);
      return;
    }
  }
}

/** The values that `rows` rows of a vector show. */
export function readVector(region: Region, vector: Vector, rows: number): Value[] {
  const { data, index, validity, storage, slots } = vector;
  const { u8, i32, u32, i64, f32, f64 } = region.arena.view();
  return Array.from({ length: rows }, (_, row): Value => {
    const slot = index === 0 ? row : (u32[(index >>> 2) + row] as number);
    assert.ok(slot < slots, `row ${row} shows slot ${slot} of ${slots}`);
    if (validity !== 0 && u8[validity + slot] === 0) return null;
    switch (storage) {
      case "u8":
        return u8[data + slot] !== 0;
      case "i32":
        return i32[(data >>> 2) + slot] as number;
      case "f32":
        return f32[(data >>> 2) + slot] as number;
      case "f64":
        return f64[(data >>> 3) + slot] as number;
      case "i64":
        return i64[(data >>> 3) + slot] as bigint;
      case "i128":
        return (
          ((i64[(data >>> 3) + 2 * slot + 1] as bigint) << 64n) |
          BigInt.asUintN(64, i64[(data >>> 3) + 2 * slot] as bigint)
        );
      case "ref": {
        const [address, length] = [u32[(data >>> 2) + 2 * slot] as number, u32[(data >>> 2) + 2 * slot + 1] as number];
        return new TextDecoder().decode(u8.slice(address, address + length));
      }
    }
  });
}

/** Rows as arrays of values, of one batch. */
export function readBatch(region: Region, batch: Batch): Value[][] {
  const columns = batch.columns.map((column) => readVector(region, column, batch.rows));
  return Array.from({ length: batch.rows }, (_, row) => columns.map((column) => column[row] as Value));
}

/** All rows of a source, which is not closed. Asserts that no batch is larger than `batchRows`. */
export function readSource(region: Region, source: BatchSource, batchRows: number): Value[][] {
  const rows: Value[][] = [];
  for (let batch = source.next(); batch !== undefined; batch = source.next()) {
    assert.ok(batch.rows <= batchRows, `a batch of ${batch.rows} rows`);
    for (const row of readBatch(region, batch)) rows.push(row);
  }
  return rows;
}
