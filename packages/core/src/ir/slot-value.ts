// Values of IR as the bytes of a slot (type/storage.ts) and back, for what the interpreter does with lists.
import { internal } from "../common/error.ts";
import type { IrType } from "./ir.ts";

/** @param put stores bytes and answers their ref */
export function readSlot(bytes: Uint8Array, type: IrType, put: (bytes: Uint8Array) => bigint): number | bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case "bool":
      return view.getUint8(0);
    case "i32":
      return view.getInt32(0, true);
    case "i64":
      return view.getBigInt64(0, true);
    case "f32":
      return view.getFloat32(0, true);
    case "f64":
      return view.getFloat64(0, true);
    case "i128":
      return (view.getBigInt64(8, true) << 64n) | view.getBigUint64(0, true);
    case "ref":
      return put(bytes);
  }
}

/** @throws FfqError INTERNAL for a ref, whose bytes only its host knows */
export function writeSlot(value: number | bigint, type: IrType): Uint8Array {
  const bytes = new Uint8Array(type === "bool" ? 1 : type === "i32" || type === "f32" ? 4 : type === "i128" ? 16 : 8);
  const view = new DataView(bytes.buffer);
  switch (type) {
    case "bool":
      view.setUint8(0, Number(value));
      break;
    case "i32":
      view.setInt32(0, Number(value), true);
      break;
    case "i64":
      view.setBigInt64(0, BigInt(value), true);
      break;
    case "f32":
      view.setFloat32(0, Number(value), true);
      break;
    case "f64":
      view.setFloat64(0, Number(value), true);
      break;
    case "i128":
      view.setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true);
      view.setBigInt64(8, BigInt.asIntN(64, BigInt(value) >> 64n), true);
      break;
    case "ref":
      throw internal("a ref as a slot's bytes");
  }
  return bytes;
}
