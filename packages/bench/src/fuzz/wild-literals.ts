// Literals of any value that a type has, for calls that may fail: what the few literals of random tables leave out.
import type { Random } from "./random.ts";
import { elementType, type FuzzType, isArray } from "./types.ts";

export function wildLiteral(random: Random, type: FuzzType): string {
  if (isArray(type)) {
    const element = (): string =>
      random.chance(15) ? "NULL" : quotedElement(bare(wildLiteral(random, elementType(type))));
    return `'{${random.times(0, 4, element).join(",")}}'`;
  }
  switch (type) {
    case "smallint":
      return signed(random, whole(random, 32767, 5));
    case "integer":
      return signed(random, whole(random, 2147483647, 10));
    case "bigint":
      return signed(random, digits(random, 1, 18));
    case "numeric(10,2)":
      return signed(random, `${digits(random, 1, 8)}.${digits(random, 2, 2)}`);
    case "numeric":
      return signed(random, `${digits(random, 1, 22)}${random.chance(60) ? `.${digits(random, 1, 15)}` : ""}`);
    case "real":
      return signed(random, `${digits(random, 1, 1)}.${digits(random, 1, 6)}e${random.below(21) - 10}`);
    case "double precision":
      return signed(random, `${digits(random, 1, 1)}.${digits(random, 1, 15)}e${random.below(41) - 20}`);
    case "text":
      return `'${letters(random, 9)}'`;
    case "varchar(5)":
      return `'${letters(random, 5)}'`;
    case "char(3)":
      return `'${letters(random, 3)}'`;
    case "bytea":
      return `'\\x${random.times(0, 6, () => hex(random, 2)).join("")}'`;
    case "boolean":
      return random.of(["true", "false"]);
    case "uuid":
      return `'${[8, 4, 4, 4, 12].map((length) => hex(random, length)).join("-")}'`;
    default:
      return `'${moment(random, type)}'`;
  }
}

function moment(random: Random, type: FuzzType): string {
  const two = (below: number): string => String(random.below(below)).padStart(2, "0");
  const fraction = random.chance(50) ? `.${digits(random, 1, 6)}` : "";
  const time = `${two(24)}:${two(60)}:${two(60)}${fraction}`;
  const zone = `${random.of(["+", "-"])}${two(15)}${random.chance(30) ? `:${two(60)}` : ""}`;
  const year = String(1 + random.below(random.chance(80) ? 2200 : 9999)).padStart(4, "0");
  const day = `${year}-${String(1 + random.below(12)).padStart(2, "0")}-${String(1 + random.below(28)).padStart(2, "0")}`;
  const era = random.chance(8) ? " BC" : "";
  switch (type) {
    case "date":
      return day + era;
    case "time":
      return time;
    case "timetz":
      return time + zone;
    case "timestamp":
      return `${day} ${time}${era}`;
    case "timestamptz":
      return `${day} ${time}${zone}${era}`;
    default: {
      const part = (most: number): string => signed(random, String(random.below(most)));
      return `${part(40)} years ${part(30)} mons ${part(80)} days ${random.of(["", "-"])}${two(99)}:${two(60)}:${two(60)}${fraction}`;
    }
  }
}

const signed = (random: Random, number: string): string => (random.chance(35) ? `-${number}` : number);

/** The first digit is none too many. */
const digits = (random: Random, least: number, most: number): string =>
  random.times(least, most, () => String(random.below(10))).join("");

const whole = (random: Random, most: number, length: number): string =>
  String(Number(digits(random, 1, length)) % (most + 1));

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => random.below(16).toString(16)).join("");

/** Without the separators of statements, and without letters that have a case outside ASCII. */
const alphabet = [
  "a",
  "b",
  "c",
  "X",
  "Y",
  " ",
  "0",
  "1",
  "9",
  "_",
  "%",
  "\\",
  "''",
  "☃",
  "漢",
  "-",
  "+",
  ".",
  ",",
  "/",
  ":",
  '"',
  "(",
  "{",
  "#",
];

const letters = (random: Random, most: number): string => random.times(0, most, () => random.of(alphabet)).join("");

const bare = (literal: string): string => (literal.startsWith("'") ? literal.slice(1, -1) : literal);

const quotedElement = (text: string): string => `"${text.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;
