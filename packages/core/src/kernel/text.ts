// The typed door of the text row functions (assembly/text.ts): what emitted code calls, by name, and what
// JavaScript calls for constants and tests. A ref is `byteLength << 32 | address`; a negative ref is a status.
// Results that are not refs have no room for one: `takeStatus()` returns the first failure since it was last
// asked, or 0. New bytes go to the heap given by `setHeap`.
import type { Arena } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** By the negative status code; `{0}` is the input text, `{n}` the type's length. -1: the byte heap is full. */
export const TEXT_FAILURES: Readonly<
  Record<number, { readonly sqlstate: string; readonly message: string; readonly unsupported?: true }>
> = {
  [-2]: { sqlstate: "22P02", message: 'invalid input syntax for type boolean: "{0}"' },
  [-3]: { sqlstate: "22P02", message: 'invalid input syntax for type integer: "{0}"' },
  [-4]: { sqlstate: "22P02", message: 'invalid input syntax for type bigint: "{0}"' },
  [-7]: { sqlstate: "22003", message: 'value "{0}" is out of range for type integer' },
  [-8]: { sqlstate: "22003", message: 'value "{0}" is out of range for type bigint' },
  [-11]: { sqlstate: "22P02", message: 'invalid input syntax for type smallint: "{0}"' },
  [-12]: { sqlstate: "22003", message: 'value "{0}" is out of range for type smallint' },
  [-13]: { sqlstate: "22011", message: "negative substring length not allowed" },
  [-14]: { sqlstate: "54000", message: "requested length too large" },
  [-15]: { sqlstate: "22023", message: "field position must not be zero" },
  [-16]: { sqlstate: "54000", message: "null character not permitted" },
  [-17]: { sqlstate: "54000", message: "requested character too large for encoding: {0}" },
  [-18]: { sqlstate: "54000", message: "requested character not valid for encoding: {0}" },
  [-19]: { sqlstate: "22025", message: "LIKE pattern must not end with escape character" },
  [-20]: { sqlstate: "22025", message: "invalid escape string" },
  [-21]: { sqlstate: "22001", message: "value too long for type character varying({n})" },
  [-22]: { sqlstate: "22001", message: "value too long for type character({n})" },
  [-23]: { sqlstate: "22023", message: "character number must be positive" },
  [-25]: { sqlstate: "42601", message: "invalid Unicode escape" },
  [-26]: { sqlstate: "22023", message: "invalid Unicode code point" },
  [-27]: { sqlstate: "42601", message: "invalid Unicode surrogate pair" },
  [-28]: { sqlstate: "22023", message: "unterminated format() type specifier" },
  [-29]: { sqlstate: "22023", message: "unrecognized format() type specifier" },
  [-30]: { sqlstate: "22023", message: "too few arguments for format()" },
  [-31]: { sqlstate: "22023", message: "format specifies argument 0, but arguments are numbered from 1" },
  [-32]: { sqlstate: "22023", message: 'width argument position must be ended by "$"' },
  [-33]: { sqlstate: "22004", message: "null values cannot be formatted as an SQL identifier" },
  [-34]: { sqlstate: "22003", message: "number is out of range" },
  [-36]: { sqlstate: "22P02", message: "invalid input syntax for type integer: a width that format() takes" },
  [-37]: { sqlstate: "22003", message: "a width that format() takes is out of range for type integer" },
  [-38]: { sqlstate: "22023", message: 'invalid size: "{0}"' },
  [-35]: { sqlstate: "22023", message: 'string is not a valid identifier: "{0}"' },
};

/** Which ends `trim` works on. */
export const TRIM_SIDES: { readonly leading: number; readonly trailing: number; readonly both: number } = {
  leading: 1,
  trailing: 2,
  both: 3,
};

/** What assembly/text.ts exports. Booleans are 0 or 1. */
export interface TextKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  equals(left: bigint, right: bigint): number;
  compare(left: bigint, right: bigint): number;
  /** char(n): trailing blanks do not count. */
  compareChar(left: bigint, right: bigint): number;
  charToText(text: bigint): bigint;
  length(text: bigint): number;
  octetLength(text: bigint): number;
  substringFrom(text: bigint, from: number): bigint;
  substring(text: bigint, from: number, count: number): bigint;
  left(text: bigint, count: number): bigint;
  right(text: bigint, count: number): bigint;
  concat(first: bigint, second: bigint): bigint;
  toUpper(text: bigint): bigint;
  toLower(text: bigint): bigint;
  toFolded(text: bigint): bigint;
  initcap(text: bigint): bigint;
  isAssigned(text: bigint): number;
  sizeNumber(text: bigint): bigint;
  sizeUnit(text: bigint): bigint;
  trim(text: bigint, set: bigint, sides: number): bigint;
  pad(text: bigint, count: number, fill: bigint, atLeft: number): bigint;
  replace(text: bigint, from: bigint, to: bigint): bigint;
  position(text: bigint, part: bigint): number;
  startsWith(text: bigint, prefix: bigint): number;
  reverse(text: bigint): bigint;
  repeat(text: bigint, count: number): bigint;
  splitPart(text: bigint, delimiter: bigint, field: number): bigint;
  ascii(text: bigint): number;
  chr(code: number): bigint;
  translate(text: bigint, from: bigint, to: bigint): bigint;
  quoteIdentifier(text: bigint): bigint;
  quoteLiteral(text: bigint): bigint;
  /** Digits to the base 2^bits of an unsigned number. */
  toRadix(value: bigint, bits: number): bigint;
  /** Unicode escapes as the characters that they name. */
  unescape(text: bigint): bigint;
  /** The parts of a qualified name as a list value. */
  parseIdentifier(text: bigint, strict: number): bigint;
  /** The arguments' texts as a list value. */
  format(template: bigint, list: bigint): bigint;
  toVarchar(text: bigint, limit: number, explicit: number): bigint;
  toChar(text: bigint, limit: number, explicit: number): bigint;
  boolFromText(text: bigint): number;
  boolToText(value: number): bigint;
  i16FromText(text: bigint): number;
  i32FromText(text: bigint): number;
  i64FromText(text: bigint): bigint;
  i32ToText(value: number): bigint;
  i64ToText(value: bigint): bigint;
  /** A pattern with the backslash as escape character, compiled to the heap, and a text's match with it. */
  likePattern(pattern: bigint): bigint;
  likeCompiled(text: bigint, compiled: bigint): number;
  likeText(text: bigint, pattern: bigint): number;
  likeEscape(pattern: bigint, escape: bigint): bigint;
  like(text: bigint, compiled: number): number;
}

/** An instance of the text kernels over the arena, for one thread. */
export function textKernels(arena: Arena): TextKernels {
  return instantiateModule(arena, "text") as unknown as TextKernels;
}
