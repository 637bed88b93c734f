// Texts that mean something to a function: pictures and patterns put together by chance, units, zones, flags.

import { zones } from "../argument-pools.ts";
import type { Random } from "../random.ts";
import type { ArgumentType } from "../signatures.ts";

const numberTokens = [
  ...["9", "0", "999", "000", "FM", ".", "D", ",", "G", "S", "MI", "PL", "SG", "PR", "V", "V9", "EEEE", "RN", "rn"],
  ...["TH", "th", "L", " ", "x", '"q"', "99.99", "9,999", "09", "90", "$"],
];
const dateTokens = [
  ...["YYYY", "YYY", "YY", "Y", "Y,YYY", "BC", "AD", "b.c.", "MONTH", "Month", "mon", "MM", "DAY", "Day", "dy", "DDD"],
  ...["DD", "D", "ID", "W", "WW", "IW", "IYYY", "IDDD", "CC", "J", "Q", "RM", "rm", "HH", "HH12", "HH24", "MI", "SS"],
  ...["MS", "US", "FF1", "FF3", "FF6", "SSSS", "SSSSS", "AM", "pm", "a.m.", "TZH", "TZM", "OF", "FM", "FX", "TH", "th"],
  ...["TM", "SP", "-", "/", " ", ":", ",", ".", "T", '"q"', "x"],
];
const dateTexts = [
  ...["2020", "2020-01-02", "12", "1", "Jan", "January 5", "20200102", "10:11:12", "99", "5 BC", "2024 02 30", "IV"],
  ...["am", "12 pm", "", "x"],
];
const numberTexts = ["1", "-1", "1,234", "12.5", "<12>", " 5", "+3", "$4", "1e5", "", "XIV", "abc", "12th"];
const units = [
  ...["microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade"],
  ...["century", "millennium", "epoch", "dow", "isodow", "doy", "isoyear", "julian", "timezone_hour", "days", "bogus"],
];
const flags = ["", "g", "i", "gi", "n", "x", "q", "s", "z", "c", "gn", "w", "p"];
const replacements = ["", "X", "\\1", "<\\&>", "[\\2]", "\\\\"];
const formats = ["%s", "%I", "%L", "%%", "%1$s %1$s", "%5s|", "%-5s|", "%2$s", "%*s", "%", "%x", "a", "[%s] %s"];
const encodings = ["hex", "base64", "escape", "HEX", "bogus"];

const joined = (random: Random, tokens: readonly string[]): string =>
  random.times(1, 5, () => random.of(tokens)).join("");

/** undefined: any text will do. */
export function argumentText(
  random: Random,
  name: string,
  position: number,
  args: readonly ArgumentType[],
): string | undefined {
  const at = `${name}.${position}`;
  switch (at) {
    case "to_char.1":
      return joined(random, isMoment(args[0] as ArgumentType) ? dateTokens : numberTokens);
    case "to_number.0":
      return random.of(numberTexts);
    case "to_number.1":
      return joined(random, numberTokens);
    case "to_date.0":
    case "to_timestamp.0":
      return random.of(dateTexts);
    case "to_date.1":
    case "to_timestamp.1":
      return joined(random, dateTokens);
    case "date_trunc.0":
    case "date_part.0":
    case "extract.0":
      return random.of(units);
    case "timezone.0":
    case "date_trunc.2":
    case "date_add.2":
    case "date_subtract.2":
    case "make_timestamptz.6":
      return random.of(zones).slice(1, -1);
    case "encode.1":
    case "decode.1":
      return random.of(encodings);
    case "convert.1":
    case "convert.2":
    case "convert_from.1":
    case "convert_to.1":
      return "UTF8";
    case "normalize.1":
    case "is_normalized.1":
      return random.of(["NFC", "NFD", "NFKC", "NFKD"]);
    case "format.0":
      return random.of(formats);
    case "regexp_replace.2":
      return random.of(replacements);
    default:
      break;
  }
  if (takesPattern(name) && position === 1) return regularExpression(random, random.below(3));
  return name.startsWith("regexp_") && position > 1 ? random.of(flags) : undefined;
}

/** A text of the characters that patterns are made of, for those that take one; undefined: any text will do. */
export function subjectText(random: Random, name: string, position: number): string | undefined {
  if (!takesPattern(name) || position !== 0 || random.chance(25)) return undefined;
  return random.times(0, 6, () => random.of(subjects)).join("");
}

const subjects = ["a", "b", "c", "ab", "abc", "abx", "1", "12", " ", " ", "_", "x", "\n", "A", "aa"];

const isMoment = (type: ArgumentType): boolean => type === "interval" || String(type).startsWith("timestamp");

const takesPattern = (name: string): boolean =>
  name.startsWith("regexp_") || ["~", "~*", "!~", "!~*", "substring"].includes(name);

/** What patterns are made of: as people write them, which match often, and all that there is, of which PostgreSQL refuses much. */
interface Grammar {
  readonly characters: readonly string[];
  readonly escapes: readonly string[];
  readonly quantifiers: readonly string[];
  /** Of a hundred atoms. */
  readonly quantified: number;
}

const places = ["^", "$", "\\m", "\\M", "\\y", "\\Y", "\\A", "\\Z"];
const looks = ["(?=", "(?!", "(?<=", "(?<!"];
const openings = ["(", "(", "(?:", ...looks];
const letters = ["a", "b", "c", "ab", "x", "."];

const tame: Grammar = {
  characters: [...letters, ...letters, "[ab]", "[^a]", "\\w", "\\d", "1"],
  escapes: ["\\1", "\\s", "\\n", "\\S"],
  quantifiers: ["*", "+", "?", "*?", "{1,2}"],
  quantified: 20,
};
const wild: Grammar = {
  characters: [
    ...[...letters, "1", "_", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "[ab]", "[^a]", "[a-c]", "[[:digit:]]"],
    ...["[^[:space:]]", "[]a]", "[a-]", "[\\w]", "[b-a]", "[[=a=]]"],
  ],
  escapes: ["\\1", "\\2", "\\n", "\\t", "\\x41", "\\.", "\\\\", "\\u0061", "\\e", "\\q"],
  quantifiers: ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,}", "{1,3}?", "{,2}", "{2", "{0}", "{2,1}", "**"],
  quantified: 40,
};

function regularExpression(random: Random, depth: number, grammar = random.chance(60) ? tame : wild): string {
  const quantifier = (): string => (random.chance(grammar.quantified) ? random.of(grammar.quantifiers) : "");
  const branch = (): string => random.times(1, 3, () => atom(random, depth, grammar) + quantifier()).join("");
  return random.times(1, random.chance(25) ? 2 : 1, branch).join("|");
}

function atom(random: Random, depth: number, grammar: Grammar): string {
  const chance = random.below(100);
  if (chance < 62) return random.of(grammar.characters);
  if (chance < 69) return random.of(places);
  if (chance < 74 || depth === 0) return random.of(grammar.escapes);
  const opening = chance < 82 ? random.of(places) + random.of(looks) : random.of(openings);
  return `${opening}${regularExpression(random, depth - 1, grammar)})`;
}
