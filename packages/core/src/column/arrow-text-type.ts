// Arrow's strings that stand for another SQL type, as the field's metadata says (arrow-type.ts writes it): numerics
// without fixed scale, character types with a length, times with time zone.
import { FfqError } from "../common/error.ts";
import { declaredNumeric, type LogicalType, NUMERIC, TEXT, TIMETZ } from "../type/logical-type.ts";

/** The SQL type of a string column. @param metadata under `ffq.type`; what says nothing of strings is text */
export function typeOfStrings(metadata: string | undefined): LogicalType {
  const [, name, first, second] = /^([a-z]+)(?:\((\d+)(?:,(-?\d+))?\))?$/.exec(metadata ?? "") ?? [];
  const length = first === undefined ? undefined : Number(first);
  switch (name) {
    case "numeric": {
      if (length === undefined || length < 1) return NUMERIC;
      // A fixed scale comes as a decimal: strings of one are any numbers.
      const type = declaredNumeric(length, Number(second ?? 0));
      return "limit" in type ? type : NUMERIC;
    }
    case "varchar":
    case "bpchar":
      return length === undefined || length < 1 ? { kind: name } : { kind: name, length };
    case "timetz":
      return length === undefined || length > 5 ? TIMETZ : { kind: "timetz", precision: length };
    default:
      return TEXT;
  }
}

const form = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?([+-])(\d{2})(?::(\d{2}))?(?::(\d{2}))?$/;
const OFFSET_BIAS = 1n << 17n;

/** Texts of times with time zone as type/storage.ts lays them out; empty ones are slots of NULLs. */
export function timetzSlots(offsets: Int32Array, bytes: Uint8Array, rows: number): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder();
  const slots = new BigInt64Array(rows);
  for (let row = 0; row < rows; row++) {
    const text = decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
    if (text !== "") slots[row] = timetzOf(text);
  }
  return new Uint8Array(slots.buffer);
}

function timetzOf(text: string): bigint {
  const parts = form.exec(text);
  if (parts === null) {
    throw new FfqError("DATA", `invalid input syntax for type time with time zone: "${text}"`, { sqlstate: "22007" });
  }
  const [, hours, minutes, seconds, fraction = "", sign, zoneHours, zoneMinutes = "0", zoneSeconds = "0"] = parts;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const size = Number(zoneHours) * 3600 + Number(zoneMinutes) * 60 + Number(zoneSeconds);
  const offset = sign === "-" ? -size : size;
  const utc = BigInt(whole - offset) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  return (utc << 18n) | (OFFSET_BIAS - BigInt(offset));
}
