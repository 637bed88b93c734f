// The code by which list and struct values name what their elements are (kernel/assembly/list-layout.part.ts): how
// wide an element is and how two of them compare.
import { unreachable } from "../common/unreachable.ts";
import { isFixedNumeric, type LogicalType } from "./logical-type.ts";
import { storageOf } from "./storage.ts";

export const ELEMENT_CODES = {
  u8: 0,
  i32: 1,
  i64: 2,
  f32: 3,
  f64: 4,
  i128: 5,
  interval: 6,
  bytes: 7,
  char: 8,
  numeric: 9,
  list: 10,
  struct: 11,
} as const;

/** The code of elements of a type. */
export function elementCode(type: LogicalType): number {
  switch (type.kind) {
    case "interval":
      return ELEMENT_CODES.interval;
    case "bpchar":
      return ELEMENT_CODES.char;
    case "numeric":
      if (!isFixedNumeric(type)) return ELEMENT_CODES.numeric;
      break;
    case "list":
    case "struct":
      return ELEMENT_CODES[type.kind];
    default:
      break;
  }
  const storage = storageOf(type);
  switch (storage) {
    case "u8":
    case "i32":
    case "i64":
    case "f32":
    case "f64":
    case "i128":
      return ELEMENT_CODES[storage];
    case "ref":
      return ELEMENT_CODES.bytes;
    default:
      return unreachable(storage);
  }
}

/** Whether elements are equal exactly when their bytes are: then so are lists of them. */
export function isBytewise(type: LogicalType): boolean {
  switch (type.kind) {
    case "float4":
    case "float8":
    case "interval":
    case "bpchar":
      return false;
    case "numeric":
      return isFixedNumeric(type);
    case "list":
      return isBytewise(type.element);
    case "struct":
      return type.fields.every((field) => isBytewise(field.type));
    default:
      return true;
  }
}

/** A type as the codes of what is in it: a list's elements, the number of a struct's fields (16 bits) and these. */
export function elementCodes(type: LogicalType): readonly number[] {
  const code = elementCode(type);
  if (type.kind === "list") return [code, ...elementCodes(type.element)];
  if (type.kind !== "struct") return [code];
  const { length } = type.fields;
  return [code, length & 0xff, length >>> 8, ...type.fields.flatMap((field) => elementCodes(field.type))];
}
