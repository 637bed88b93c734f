// The typed door of the temporal row functions (assembly/temporal.ts): what emitted code calls, by name, and
// what JavaScript calls for constants and tests. Dates are days since 1970-01-01, timestamps microseconds
// since then, the extremes of the slot type the infinities; intervals are 16 bytes {months i32, days i32,
// micros i64} and travel by address. Results that are not texts have no room for an error code:
// `takeStatus()` returns the first failure since it was last asked, or 0.
//
// Past 294247-01-10 PostgreSQL has timestamps that microseconds since 1970 cannot hold: out of range here.
import type { Arena } from "../arena/arena.ts";
import type { PickKernel, SumKernel } from "./hash.ts";
import { instantiateModule } from "./instantiate.ts";

/** A failure of a row function: `{0}` in the message stands for the input text. */
export interface KernelFailure {
  readonly sqlstate: string;
  readonly message: string;
  /** PostgreSQL would have gone on: FFQ cannot yet. */
  readonly unsupported?: true;
  /** What the input is none of: the name among them that may have been meant makes the hint. */
  readonly known?: { readonly what: string; readonly names: () => readonly string[] };
}

/** Names of units, where the input is none. */
const units = { what: "unit", names: () => Object.keys(TEMPORAL_FIELDS) } as const;

/** By the negative status code. -1 says that the byte heap is full and is no failure of the query. */
export const TEMPORAL_FAILURES: Readonly<Record<number, KernelFailure>> = {
  [-2]: { sqlstate: "22007", message: 'invalid input syntax for type date: "{0}"' },
  [-3]: { sqlstate: "22007", message: 'invalid input syntax for type timestamp: "{0}"' },
  [-4]: { sqlstate: "22007", message: 'invalid input syntax for type interval: "{0}"' },
  [-5]: { sqlstate: "22008", message: 'date/time field value out of range: "{0}"' },
  [-6]: { sqlstate: "22015", message: 'interval field value out of range: "{0}"' },
  [-7]: { sqlstate: "22008", message: 'date out of range: "{0}"' },
  [-8]: { sqlstate: "22008", message: 'timestamp out of range: "{0}"' },
  [-9]: { sqlstate: "22008", message: "date out of range" },
  [-10]: { sqlstate: "22008", message: "timestamp out of range" },
  [-11]: { sqlstate: "22008", message: "interval out of range" },
  [-12]: { sqlstate: "22008", message: "cannot subtract infinite dates" },
  [-13]: { sqlstate: "22008", message: "date field value out of range" },
  [-14]: { sqlstate: "22012", message: "division by zero" },
  [-15]: { sqlstate: "0A000", message: "unit not supported for this type" },
  [-16]: { sqlstate: "0A000", message: "a field of an infinite date or time is not supported", unsupported: true },
  [-17]: { sqlstate: "0A000", message: 'a text that reads the clock is not supported: "{0}"', unsupported: true },
  [-18]: { sqlstate: "22008", message: "date out of range for timestamp" },
  [-19]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type date', known: units },
  [-20]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type timestamp without time zone', known: units },
  [-21]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type interval', known: units },
  [-22]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type date' },
  [-23]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type timestamp without time zone' },
  [-24]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type interval' },
  [-25]: { sqlstate: "22008", message: "origin out of range" },
  [-26]: { sqlstate: "0A000", message: "timestamps cannot be binned into intervals containing months or years" },
  [-27]: { sqlstate: "22008", message: "stride must be greater than zero" },
  [-28]: { sqlstate: "22008", message: "time field value out of range" },
  [-29]: { sqlstate: "22008", message: "timestamps cannot be binned into infinite intervals" },
  [-30]: { sqlstate: "22007", message: 'invalid input syntax for type timestamp with time zone: "{0}"' },
  [-31]: { sqlstate: "22007", message: 'invalid input syntax for type time: "{0}"' },
  [-32]: { sqlstate: "22007", message: 'invalid input syntax for type time with time zone: "{0}"' },
  [-33]: { sqlstate: "22009", message: 'time zone displacement out of range: "{0}"' },
  [-35]: { sqlstate: "22008", message: "cannot add infinite interval to time" },
  [-36]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type timestamp with time zone', known: units },
  [-37]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type time without time zone', known: units },
  [-38]: { sqlstate: "22023", message: 'unit "{0}" not recognized for type time with time zone', known: units },
  [-40]: { sqlstate: "22023", message: "interval time zone must not include months or days" },
  [-41]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type timestamp with time zone' },
  [-42]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type time without time zone' },
  [-44]: { sqlstate: "22008", message: "timestamp cannot be NaN" },
  [-43]: { sqlstate: "0A000", message: 'unit "{0}" not supported for type time with time zone' },
};

/** Fields of extract and units of date_trunc by PostgreSQL's names; `scale` is of extract's numeric result. */
export const TEMPORAL_FIELDS: Readonly<Record<string, { readonly field: number; readonly scale: number }>> = {
  century: { field: 1, scale: 0 },
  day: { field: 2, scale: 0 },
  decade: { field: 3, scale: 0 },
  dow: { field: 4, scale: 0 },
  doy: { field: 5, scale: 0 },
  /** Of a date: scale 0, in seconds. */
  epoch: { field: 6, scale: 6 },
  hour: { field: 7, scale: 0 },
  isodow: { field: 8, scale: 0 },
  isoyear: { field: 9, scale: 0 },
  /** Of a timestamp: microseconds, to be divided by 86400000000. */
  julian: { field: 10, scale: 0 },
  microseconds: { field: 11, scale: 0 },
  millennium: { field: 12, scale: 0 },
  milliseconds: { field: 13, scale: 3 },
  minute: { field: 14, scale: 0 },
  month: { field: 15, scale: 0 },
  quarter: { field: 16, scale: 0 },
  second: { field: 17, scale: 6 },
  week: { field: 18, scale: 0 },
  year: { field: 19, scale: 0 },
  /** The last three are no kernel's. */
  timezone: { field: 20, scale: 0 },
  timezone_hour: { field: 21, scale: 0 },
  timezone_minute: { field: 22, scale: 0 },
};

/** What assembly/temporal.ts exports. Refs are `byteLength << 32 | address`. */
export interface TemporalKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  dateFromText(ref: bigint): number;
  timestampFromText(ref: bigint): bigint;
  /** `fields`: as readFields (type/interval-fields.ts) has them. */
  intervalFromText(ref: bigint, fields: number, out: number): void;
  dateToText(date: number): bigint;
  timestampToText(timestamp: bigint): bigint;
  intervalToText(interval: number): bigint;
  instantFromText(ref: bigint, zone: bigint): bigint;
  instantToText(instant: bigint, zone: bigint): bigint;
  timeFromText(ref: bigint): bigint;
  timeToText(time: bigint): bigint;
  timetzFromText(ref: bigint, zone: bigint, now: bigint): bigint;
  timetzToText(value: bigint): bigint;
  toLocal(instant: bigint, zone: bigint): bigint;
  toInstant(local: bigint, zone: bigint): bigint;
  makeDate(year: number, month: number, day: number): number;
  yearOfDate(date: number): number;
  dateAddDays(date: number, days: number): number;
  dateSubtractDays(date: number, days: number): number;
  dateDifference(left: number, right: number): number;
  dateToTimestamp(date: number): bigint;
  timestampToDate(timestamp: bigint): number;
  compareDateTimestamp(date: number, timestamp: bigint): number;
  dateAddInterval(date: number, interval: number): bigint;
  dateSubtractInterval(date: number, interval: number): bigint;
  timestampAddInterval(timestamp: bigint, interval: number): bigint;
  timestampSubtractInterval(timestamp: bigint, interval: number): bigint;
  timestampDifference(left: bigint, right: bigint, out: number): void;
  age(left: bigint, right: bigint, out: number): void;
  extractDate(field: number, date: number): bigint;
  extractTimestamp(field: number, timestamp: bigint): bigint;
  /** Of all fields but the epoch. */
  extractInterval(field: number, interval: number): bigint;
  /** Microseconds, in 16 bytes. */
  intervalEpoch(interval: number, out: number): void;
  intervalSeconds(interval: number): number;
  binTimestamp(stride: number, timestamp: bigint, origin: bigint): bigint;
  makeTimestamp(year: number, month: number, day: number, hour: number, minute: number, seconds: number): bigint;
  refuseUnit(unit: bigint, status: number): number;
  truncateTimestamp(unit: number, timestamp: bigint): bigint;
  truncateInterval(unit: number, interval: number, out: number): void;
  intervalAdd(left: number, right: number, out: number): void;
  intervalSubtract(left: number, right: number, out: number): void;
  intervalNegate(interval: number, out: number): void;
  intervalMultiply(interval: number, by: number, out: number): void;
  intervalDivide(interval: number, by: number, out: number): void;
  intervalCompare(left: number, right: number): number;
  intervalEqual(left: number, right: number): number;
  /** {days i64, micros i64}, the same for equal intervals: what hashing and grouping use. */
  intervalKey(interval: number, out: number): void;
  justifyHours(interval: number, out: number): void;
  justifyDays(interval: number, out: number): void;
  justifyInterval(interval: number, out: number): void;
  readonly sumIntervals: SumKernel;
  readonly pickIntervals: PickKernel;
}

/** An instance of the temporal kernels over the arena, for one thread. */
export function temporalKernels(arena: Arena): TemporalKernels {
  return instantiateModule(arena, "temporal") as unknown as TemporalKernels;
}
