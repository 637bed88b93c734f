// The typed door of the row functions of regular expressions (assembly/regex.ts): what emitted code calls, by name. A ref
// is `byteLength << 32 | address`; a negative ref is a status. Other results report through `takeStatus()`. A compiled
// pattern is a ref to a block that the automaton keeps its states in: it belongs to one thread and one batch.
import type { Arena } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

const invalid = (reason: string): { readonly sqlstate: string; readonly message: string } => ({
  sqlstate: "2201B",
  message: `invalid regular expression: ${reason}`,
});
const missing = (
  what: string,
): { readonly sqlstate: string; readonly message: string; readonly unsupported: true } => ({
  sqlstate: "0A000",
  message: `${what} not supported`,
  unsupported: true,
});

/** By the negative status code; `{0}` is the first argument, `{n}` the second one. -1: the byte heap is full. */
export const REGEX_FAILURES: Readonly<
  Record<number, { readonly sqlstate: string; readonly message: string; readonly unsupported?: true }>
> = {
  [-2]: invalid("regular expression is too complex"),
  [-3]: invalid("invalid escape \\ sequence"),
  [-4]: invalid("brackets [] not balanced"),
  [-5]: invalid("parentheses () not balanced"),
  [-6]: invalid("braces {} not balanced"),
  [-7]: invalid("invalid repetition count(s)"),
  [-8]: invalid("invalid character range"),
  [-9]: invalid("quantifier operand invalid"),
  [-10]: invalid("invalid character class"),
  [-11]: invalid("invalid collating element"),
  [-12]: invalid("invalid embedded option"),
  [-13]: invalid("invalid backreference number"),
  [-15]: missing("basic and extended syntax of regular expressions (options b and e) is"),
  [-16]: { sqlstate: "22023", message: 'invalid regular expression option: "{0}"' },
  [-17]: { sqlstate: "22023", message: '{n}() does not support the "global" option' },
  [-19]: { sqlstate: "22025", message: "invalid escape string" },
  [-20]: {
    sqlstate: "2200C",
    message: "SQL regular expression may not contain more than two escape-double-quote separators",
  },
  [-21]: { sqlstate: "22023", message: 'invalid value for parameter "{n}": {0}' },
};

/** Options as `compile` takes them; letters are read by `readOptions`. */
export const REGEX_FOLD = 1;

/** What assembly/regex.ts exports. Booleans are 0 or 1; characters count from 1. */
export interface RegexKernels {
  setHeap(next: number, end: number): void;
  getHeapNext(): number;
  takeStatus(): number;
  readOptions(flags: bigint): number;
  /** As readOptions, refusing g in the name of a function. */
  readLocalOptions(flags: bigint, name: bigint): number;
  compile(pattern: bigint, options: number): bigint;
  /** For patterns that differ from row to row: good until the next call. */
  compileRow(pattern: bigint, options: number): bigint;
  test(text: bigint, block: bigint): number;
  count(text: bigint, from: number, block: bigint): number;
  /** Byte offset << 32 | bytes of a match's capture, or -1. */
  place(text: bigint, from: number, match: number, group: number, block: bigint): bigint;
  part(text: bigint, place: bigint): bigint;
  indexOf(text: bigint, from: number, match: number, behind: number, group: number, block: bigint): number;
  replace(text: bigint, replacement: bigint, from: number, match: number, block: bigint): bigint;
  /** As list values of texts: captures of the first match (0: there is none), of all of them, what stands between matches. */
  match(text: bigint, block: bigint): bigint;
  matches(text: bigint, all: number, block: bigint): bigint;
  split(text: bigint, block: bigint): bigint;
  similarPattern(pattern: bigint, escape: bigint): bigint;
  /** The number itself, if it lies between two others. */
  within(value: number, name: bigint, least: number, most: number): number;
}

/** An instance of the kernels over the arena, for one thread. */
export function regexKernels(arena: Arena): RegexKernels {
  return instantiateModule(arena, "regex") as unknown as RegexKernels;
}
