// Values as PostgreSQL prints them (manual, chapter 8; DateStyle ISO, IntervalStyle postgres): for plans, plain
// rows and messages. Rows in bulk are printed by kernels, not here.
import { uuidText } from "./bytes-text.ts";
import type { Datum, IntervalValue } from "./datum.ts";
import { floatText } from "./float-text.ts";
import { ListView } from "./list-value.ts";
import { type LogicalType, printType } from "./logical-type.ts";
import { offsetAtMoment, UTC, type ZoneTable } from "./zone-table.ts";

/** @param value not NULL */
export function datumText(value: Exclude<Datum, null>, type: LogicalType): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Uint8Array) return nestedText(value, type);
  if (typeof value === "object") return intervalText(value);
  switch (type.kind) {
    case "numeric":
      return unscaledText(BigInt(value), type.scale ?? 0);
    case "date":
      return dateText(Number(value));
    case "time":
      return timeText(BigInt(value));
    case "timetz":
      return timetzText(BigInt(value));
    case "timestamp":
      return timestampText(BigInt(value));
    case "timestamptz":
      return timestamptzText(BigInt(value), UTC);
    case "uuid":
      return uuidText(BigInt(value));
    case "float4":
    case "float8":
      return floatText(Number(value), type.kind === "float4");
    default:
      return String(value);
  }
}

/** For plans and messages: of a list so many of its elements as say what it is. */
function nestedText(value: Uint8Array, type: LogicalType): string {
  if (type.kind !== "list") return "(...)";
  const list = new ListView(value);
  return `{... ${list.count} of ${printType(type.element)}}`;
}

/** An unscaled number with `scale` digits behind the point. */
export function unscaledText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const two = (part: number): string => String(part).padStart(2, "0");

/** @param days since 1970-01-01; the extremes are the infinities */
export function dateText(days: number): string {
  if (days === 2_147_483_647) return "infinity";
  if (days === -2_147_483_648) return "-infinity";
  const { date, suffix } = civil(days);
  return date + suffix;
}

/** @param micros since 1970-01-01; the extremes are the infinities */
export function timestampText(micros: bigint): string {
  if (micros === 2n ** 63n - 1n) return "infinity";
  if (micros === -(2n ** 63n)) return "-infinity";
  const perDay = 86_400_000_000n;
  const ofDay = ((micros % perDay) + perDay) % perDay;
  const { date, suffix } = civil(Number((micros - ofDay) / perDay));
  return `${date} ${timeText(ofDay)}${suffix}`;
}

/** @param micros since 1970-01-01 UTC. @param zone what it is shown in, with its offset then */
export function timestamptzText(micros: bigint, zone: ZoneTable): string {
  if (micros === 2n ** 63n - 1n || micros === -(2n ** 63n)) return timestampText(micros);
  const second = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
  const offset = offsetAtMoment(zone, Number(second));
  const local = timestampText(micros + BigInt(offset) * 1_000_000n);
  const shown = offsetText(offset);
  return local.endsWith(" BC") ? `${local.slice(0, -3)}${shown} BC` : local + shown;
}

/** `+05:30`; minutes and seconds only where they are not 0. @param offset seconds east of Greenwich */
export function offsetText(offset: number): string {
  const size = Math.abs(offset);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return (offset < 0 ? "-" : "+") + parts.map(two).join(":");
}

const OFFSET_BITS = 18n;
const OFFSET_BIAS = 1n << 17n;

/** @param value as storage.ts lays it out */
export function timetzText(value: bigint): string {
  const offset = Number(OFFSET_BIAS - (value & ((1n << OFFSET_BITS) - 1n)));
  return timeText((value >> OFFSET_BITS) + BigInt(offset) * 1_000_000n) + offsetText(offset);
}

/** Microseconds as hh:mm:ss, with the fraction's trailing zeros dropped. */
export function timeText(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = (micros % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "");
  const clock = `${two(Number(seconds / 3600n))}:${two(Number((seconds / 60n) % 60n))}:${two(Number(seconds % 60n))}`;
  return fraction === "" ? clock : `${clock}.${fraction}`;
}

const DAYS_PER_ERA = 146_097;

/** The day of the proleptic Gregorian calendar, counted in eras of 400 years that begin on the first of March. */
function civil(days: number): { readonly date: string; readonly suffix: string } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const ofEra = shifted - era * DAYS_PER_ERA;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leaps) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const shown = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return { date: `${shown}-${two(month)}-${two(day)}`, suffix: year > 0 ? "" : " BC" };
}

const LARGEST = { part: 2147483647, micros: 2n ** 63n - 1n } as const;

/** As PostgreSQL's intervalstyle postgres: `1 year 2 mons -3 days +04:05:06`. All extremes are the infinities. */
export function intervalText({ months, days, micros }: IntervalValue): string {
  if (months === LARGEST.part && days === LARGEST.part && micros === LARGEST.micros) return "infinity";
  if (months === ~LARGEST.part && days === ~LARGEST.part && micros === ~LARGEST.micros) return "-infinity";
  const parts: string[] = [];
  let negativeBefore = false;
  const part = (count: number, unit: string): void => {
    if (count === 0) return;
    parts.push(`${negativeBefore && count > 0 ? "+" : ""}${count} ${unit}${count === 1 ? "" : "s"}`);
    negativeBefore = count < 0;
  };
  part(Math.trunc(months / 12), "year");
  part(months % 12, "mon");
  part(days, "day");
  if (micros !== 0n || parts.length === 0) {
    const sign = micros < 0n ? "-" : negativeBefore ? "+" : "";
    parts.push(sign + timeText(micros < 0n ? -micros : micros));
  }
  return parts.join(" ");
}
