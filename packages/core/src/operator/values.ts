// VALUES: constants of the plan as columns in the arena, laid out once when the source is opened.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { Field, Vector } from "../column/vector.ts";
import { unreachable } from "../common/unreachable.ts";
import { valueOfDatum } from "../function/datum-value.ts";
import type { IrValue } from "../ir/interpret.ts";
import type { Datum } from "../type/datum.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf, storageWidth } from "../type/storage.ts";
import type { BatchSource, TaskContext } from "./operator.ts";
import { scanVectors } from "./scan-vectors.ts";

export function createValues(
  context: TaskContext,
  fields: readonly Field[],
  rows: readonly (readonly Datum[])[],
): BatchSource {
  const owned: Pointer[] = [];
  const columns = fields.map(({ type }, position) =>
    layColumn(
      context.region,
      type,
      rows.map((row) => row[position] as Datum),
      owned,
    ),
  );
  const source = scanVectors(columns, 0, rows.length, context.batchRows);
  return {
    next: () => source.next(),
    close(): void {
      source.close();
      for (const pointer of owned) context.region.free(pointer);
    },
  };
}

/** A flat column of datums; what it allocates goes to `owned`. */
function layColumn(region: Region, type: LogicalType, datums: readonly Datum[], owned: Pointer[]): Vector {
  const bytes: Uint8Array[] = [];
  let length = 0;
  // Refs are relative to the heap until it is known where that lies. Numerics need their four-byte alignment.
  const values = datums.map((datum) =>
    valueOfDatum(datum, type, (value) => {
      const ref = (BigInt(value.length) << 32n) | BigInt(length);
      bytes.push(value);
      length += (value.length + 3) & ~3;
      return ref;
    }),
  );
  const storage = storageOf(type);
  const data = region.allocate(Math.max(1, datums.length) * storageWidth(storage));
  const validity = values.includes(null) ? region.allocate(values.length) : 0;
  const heap = length === 0 ? 0 : region.allocate(length);
  owned.push(data, validity, heap);
  const { u8 } = region.arena.view();
  let top = heap;
  for (const value of bytes) {
    u8.set(value, top);
    top += (value.length + 3) & ~3;
  }
  if (validity !== 0)
    u8.set(
      values.map((value) => (value === null ? 0 : 1)),
      validity,
    );
  writeSlots(region, storage, data, heap, values);
  return { type, storage, data, validity, index: 0, slots: values.length, dictionary: 0 };
}

function writeSlots(region: Region, storage: Storage, data: Pointer, heap: Pointer, values: readonly IrValue[]): void {
  const { u8, i32, i64, u64, f32, f64 } = region.arena.view();
  const number = (value: IrValue): number => (value === null ? 0 : Number(value));
  const integer = (value: IrValue): bigint => (value === null ? 0n : BigInt(value));
  for (const [slot, value] of values.entries()) {
    switch (storage) {
      case "u8":
        u8[data + slot] = number(value);
        break;
      case "i32":
        i32[(data >>> 2) + slot] = number(value);
        break;
      case "i64":
        i64[(data >>> 3) + slot] = integer(value);
        break;
      case "f32":
        f32[(data >>> 2) + slot] = number(value);
        break;
      case "f64":
        f64[(data >>> 3) + slot] = number(value);
        break;
      case "i128":
        u64[(data >>> 3) + 2 * slot] = BigInt.asUintN(64, integer(value));
        i64[(data >>> 3) + 2 * slot + 1] = integer(value) >> 64n;
        break;
      case "ref":
        u64[(data >>> 3) + slot] = value === null ? 0n : integer(value) + BigInt(heap);
        break;
      default:
        return unreachable(storage);
    }
  }
}
