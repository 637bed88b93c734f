// The IR type in which values of an SQL type are computed.
import type { IrType } from "../ir/ir.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";

export function irTypeOf(type: LogicalType): IrType {
  const storage = storageOf(type);
  return storage === "u8" ? "bool" : storage;
}
