// Which constant patterns and options of regular expressions are known to be good: calls with others can fail.
import type { Datum } from "../../../type/datum.ts";

const ATOM = String.raw`(?:[^\\\[\](){}*+?|^$]|\\[dswDSW.()\[\]{}*+?|^$\\/"'-]|\[\^?(?:a-z|A-Z|0-9|[\w .,:/@#&;!%'"])+\])`;
const PIECE = String.raw`(?:${ATOM}(?:[*+?]\??|\{\d{1,2}\})?|[\^$|])`;
const PLAIN_PATTERN = new RegExp(String.raw`^(?:${PIECE}|\((?:\?:)?${PIECE}*\)[*+?]?)*$`, "u");
const PLAIN_OPTIONS = /^[cimnpstwx]*$/;

/** Whether a constant pattern is known to compile. Cautious: of unusual ones that is not known. */
export function isSoundPattern(pattern: Datum | undefined): boolean {
  return pattern === null || (typeof pattern === "string" && pattern.length < 1000 && PLAIN_PATTERN.test(pattern));
}

/** Whether a constant text is known to name options, g among them if `global`. */
export function isSoundOptions(flags: Datum | undefined, global: boolean): boolean {
  if (flags === null) return true;
  return typeof flags === "string" && PLAIN_OPTIONS.test(global ? flags.replaceAll("g", "") : flags);
}

interface Checked {
  /** Which argument has the options. */
  readonly flagsAt?: number;
  /** Whether g is an option. */
  readonly global?: boolean;
  /** Which arguments are numbers, good if they are positive. */
  readonly numbers?: readonly number[];
}

/** A row's canFail: unless pattern, options and numbers are left out or constants that are known to be good. */
export function failsUnlessSound({
  flagsAt,
  global = false,
  numbers = [],
}: Checked = {}): (constants: readonly (Datum | undefined)[]) => boolean {
  return (constants) =>
    !isSoundPattern(constants[1]) ||
    (flagsAt !== undefined && flagsAt < constants.length && !isSoundOptions(constants[flagsAt], global)) ||
    numbers.some((at) => {
      const value = constants[at];
      return at < constants.length && !(typeof value === "number" && value > 0);
    });
}
