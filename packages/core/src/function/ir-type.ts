// The IR type in which values of an SQL type are computed.
import type { IrType } from "../ir/ir.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { type Storage, storageOf } from "../type/storage.ts";

export function irTypeOf(type: LogicalType): IrType {
  return storedIrType(storageOf(type));
}

/** The IR type of a column's slots as they are stored: narrower than its type's for some batches (column/vector.ts). */
export function storedIrType(storage: Storage): IrType {
  return storage === "u8" ? "bool" : storage;
}
