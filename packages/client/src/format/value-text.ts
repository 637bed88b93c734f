// Values of Arrow results as PostgreSQL prints them (manual, chapter 8; DateStyle ISO, IntervalStyle postgres).
// The Arrow type decides, and `ffq.type` in the field's metadata where Arrow has no such type.
import { DataType, type Field, type Vector } from "apache-arrow";
import { floatText } from "./float-text.ts";
import { intervalText } from "./interval-text.ts";
import { dateText, timestampText } from "./temporal-text.ts";

/** The text of a row's value; null for NULL. */
export type ValueText = (row: number) => string | null;

/** Answers the texts of one column of a batch. @throws TypeError for a type that FFQ never gives */
export function valueTexts(field: Field, column: Vector): ValueText {
  const text = textOf(field);
  return (row) => {
    const value: unknown = column.get(row);
    return value === null || value === undefined ? null : text(value);
  };
}

function textOf(field: Field): (value: unknown) => string {
  const { type } = field;
  if (DataType.isBool(type)) return (value) => (value === true ? "t" : "f");
  if (DataType.isInt(type) || DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isNull(type))
    return String;
  if (DataType.isFloat(type)) return (value) => floatText(value as number, type.precision === 1);
  if (DataType.isDecimal(type)) return (value) => decimalText(value as Uint32Array, type.scale);
  if (DataType.isDate(type)) return (value) => dateText(BigInt(Math.round(Number(value) / MILLIS_PER_DAY)));
  if (DataType.isTimestamp(type)) return (value) => timestampText(microsOf(value));
  if (DataType.isInterval(type)) return (value) => intervalText(value as Int32Array | BigInt64Array);
  if (DataType.isDictionary(type)) return String;
  throw new TypeError(`column ${field.name} has the Arrow type ${String(type)}, which has no PostgreSQL text`);
}

const MILLIS_PER_DAY = 86_400_000;

/** apache-arrow gives timestamps as milliseconds with a fraction. */
function microsOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.round(Number(value) * 1000));
}

/** 128 bits, least significant word first, two's complement. */
function decimalText(words: Uint32Array, scale: number): string {
  let unscaled = 0n;
  for (let word = words.length - 1; word >= 0; word--) unscaled = (unscaled << 32n) | BigInt(words[word] as number);
  unscaled = BigInt.asIntN(32 * words.length, unscaled);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
