// The first key of the last row that is kept of an order, as an integer: what comes behind it is not wanted. Known for
// keys that are plain columns whose storage orders as integers do.
import type { Arena } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { storageOf } from "../../type/storage.ts";
import type { SortSpec } from "../spec.ts";

/** More rows than this are not worth being selected again and again. */
const MOST_TOP_ROWS = 32768;

/** Whether threads keep hardly more rows than are asked for. */
export function keepsFew({ limit }: SortSpec): boolean {
  return limit !== undefined && limit <= MOST_TOP_ROWS;
}

export function readsAsInteger(type: LogicalType): boolean {
  const storage = storageOf(type);
  // A timetz is packed for its order: in statistics of files it is not.
  return (storage === "i32" || storage === "i64") && type.kind !== "timetz";
}

/** The value of a row's first key; undefined for NULL, and where it is no integer. */
export function firstKeyOf(arena: Arena, { keys: [key] }: SortSpec, row: readonly Vector[]): bigint | undefined {
  if (key?.expr.kind !== "input" || !readsAsInteger(key.expr.type)) return undefined;
  const column = row[key.expr.index];
  if (column === undefined || column.index !== 0) return undefined;
  const { u8, i32, i64 } = arena.view();
  if (column.validity !== 0 && u8[column.validity] === 0) return undefined;
  return column.storage === "i32" ? BigInt(i32[column.data >>> 2] as number) : i64[column.data >>> 3];
}
