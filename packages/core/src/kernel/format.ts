// The typed door of the row functions that write and read values by pictures (assembly/format.ts). A ref is
// `byteLength << 32 | address`; results that may be NULL are refs as i64, 0 for NULL. Failures are reported through
// `takeStatus()`.
import type { Arena } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

interface Failure {
  readonly sqlstate: string;
  readonly message: string;
  readonly unsupported?: true;
}

const syntax = (message: string): Failure => ({ sqlstate: "42601", message });
const together = (first: string, second: string): Failure => syntax(`cannot use ${first} and ${second} together`);

/** By the negative status code; `{0}` is the first argument, `{n}` the second one. -1: the byte heap is full. */
export const FORMAT_FAILURES: Readonly<Record<number, Failure>> = {
  [-2]: { sqlstate: "22007", message: "invalid format specification for an interval value" },
  [-3]: {
    sqlstate: "0A000",
    message: "the abbreviation of a time zone in to_char is not supported",
    unsupported: true,
  },
  [-10]: syntax('"9" must be ahead of "PR"'),
  [-11]: syntax('"0" must be ahead of "PR"'),
  [-12]: syntax("multiple decimal points"),
  [-13]: together('"V"', "decimal point"),
  [-14]: syntax('cannot use "S" twice'),
  [-15]: together('"S"', '"PL"/"MI"/"SG"/"PR"'),
  [-16]: together('"S"', '"MI"'),
  [-17]: together('"S"', '"PL"'),
  [-18]: together('"S"', '"SG"'),
  [-19]: together('"PR"', '"S"/"PL"/"MI"/"SG"'),
  [-20]: syntax('"EEEE" must be the last pattern used'),
  [-21]: syntax('cannot use "EEEE" twice'),
  [-22]: syntax('"EEEE" is incompatible with other formats'),
  [-23]: syntax('cannot use "RN" twice'),
  [-24]: { sqlstate: "0A000", message: '"EEEE" not supported for input' },
  [-25]: { sqlstate: "22P02", message: "invalid Roman numeral" },
  [-29]: { sqlstate: "22003", message: "numeric field overflow" },
  [-30]: { sqlstate: "22003", message: "bigint out of range" },
  [-40]: { sqlstate: "22007", message: 'source string "{0}" too short for a formatting field' },
  [-41]: { sqlstate: "22007", message: 'invalid value in "{0}" for a formatting field' },
  [-42]: { sqlstate: "22008", message: 'value for a formatting field in source string "{0}" is out of range' },
  [-43]: { sqlstate: "22007", message: "conflicting values for a field in formatting string" },
  [-44]: { sqlstate: "22007", message: "invalid combination of date conventions" },
  [-46]: { sqlstate: "22008", message: 'date/time field value out of range: "{0}"' },
  [-47]: { sqlstate: "22007", message: "the hour is invalid for the 12-hour clock" },
  [-48]: { sqlstate: "22007", message: "cannot calculate day of year without year information" },
  [-49]: { sqlstate: "22008", message: 'date out of range: "{0}"' },
  [-50]: { sqlstate: "22008", message: "timestamp out of range" },
  [-51]: { sqlstate: "22009", message: 'time zone displacement out of range: "{0}"' },
  [-28]: { sqlstate: "22P02", message: '"." is not a number' },
  [-27]: syntax('"RN" is incompatible with other formats'),
};

/** What assembly/format.ts exports. */
export interface FormatKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  /** A picture's tokens, which the other functions take; of dates, or of numbers. */
  cutPicture(picture: bigint, ofDates: number): bigint;
  /** A local moment; the offset of its zone in seconds, and the zone's abbreviation or an empty text. */
  timestampByPicture(timestamp: bigint, offset: number, abbreviation: bigint, picture: bigint): bigint;
  intervalByPicture(interval: number, picture: bigint): bigint;
  /** A decimal as its text, of numeric (`kind` 0), int4 (1) or int8 (2). */
  numberByPicture(text: bigint, kind: number, picture: bigint): bigint;
  floatByPicture(value: number, digits: number, picture: bigint): bigint;
  /** As a decimal text. */
  numberOfPicture(text: bigint, picture: bigint): bigint;
  dateOfPicture(text: bigint, picture: bigint): number;
  /** By the clocks where the text was written; their offset in seconds, or the least integer. */
  momentOfPicture(text: bigint, picture: bigint): bigint;
  offsetOfPicture(text: bigint, picture: bigint): number;
  asText(found: bigint): bigint;
}

/** An instance of the kernels over the arena, for one thread. */
export function formatKernels(arena: Arena): FormatKernels {
  return instantiateModule(arena, "format") as unknown as FormatKernels;
}
