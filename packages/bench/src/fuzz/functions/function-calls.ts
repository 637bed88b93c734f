// Which calls are asked: every signature of the reference, every cast, with arguments from the edges of their types.
import { growing, inexact, unasked } from "../argument-pools.ts";
import type { Random } from "../random.ts";
import { type ArgumentType, type Signature, signatures } from "../signatures.ts";
import { type ArrayType, arrayTypes, elementType, type FuzzType, scalarTypes } from "../types.ts";
import { argumentText, subjectText } from "./argument-texts.ts";
import { edgeLiteral, quoted } from "./edge-literals.ts";

/** A function over one list of argument types. */
export interface Family {
  readonly title: string;
  /** Its last digits are the library's that computes it. */
  readonly isInexact: boolean;
  /** Of one of its calls. @param before those of the call before, if there was one */
  readonly arguments: (random: Random, before?: readonly Argument[]) => readonly Argument[];
  /** The call over expressions in the arguments' places. */
  readonly call: (args: readonly string[]) => string;
}

export interface Argument {
  readonly type: FuzzType;
  readonly literal: string;
  /** A text that means something, as queries mostly have it: a constant of the query, for several rows. */
  readonly isSettled: boolean;
  /** The grammar wants a word. */
  readonly isWord: boolean;
}

/** How often, of a hundred, the next call has the same settled arguments. */
const SETTLED = 80;

/** Types that texts and values are cast to. */
const targets = [
  ...scalarTypes,
  ...arrayTypes,
  ...[
    "numeric(3,-1)",
    "timestamp(0)",
    "timestamptz(3)",
    "time(2)",
    "interval(1)",
    "interval year",
    "interval day to minute",
  ],
];

export function families(random: Random): readonly Family[] {
  return [...signatures.scalar.filter(isAsked).map((signature) => familyOf(random, signature)), ...casts()];
}

/** Where the same arguments give the same value: age of one moment counts from today. */
const isAsked = ({ name, args }: Signature): boolean =>
  args.length > 0 && (!Object.hasOwn(unasked, name) || (name === "age" && args.length === 2));

function familyOf(random: Random, signature: Signature): Family {
  const { name, args } = signature;
  const array = random.of(arrayTypes);
  const types = args.map((type) => actual(type, array, args));
  return {
    title: `${name}(${types.join(", ")})`,
    isInexact: inexact.has(name),
    arguments: (chance, before) => {
      const isKept = chance.chance(SETTLED);
      return types.map((type, position): Argument => {
        const last = before?.[position];
        return isKept && last?.isSettled === true ? last : argumentOf(chance, signature, type, position);
      });
    },
    call: (shown) => shownCall(signature, shown),
  };
}

function actual(type: ArgumentType, array: ArrayType, args: readonly ArgumentType[]): FuzzType {
  if (type === "array") return array;
  if (type !== "any") return type;
  return args.includes("array") ? elementType(array) : "integer";
}

function argumentOf(random: Random, signature: Signature, type: FuzzType, position: number): Argument {
  const { name, args } = signature;
  const isForWord = isWord(name, position);
  const text = type === "text" ? argumentText(random, name, position, args) : undefined;
  if (text !== undefined) return { type, literal: quoted(text), isSettled: true, isWord: isForWord };
  const subject = type === "text" ? subjectText(random, name, position) : undefined;
  const literal = subject === undefined ? literalOf(random, signature, type) : quoted(subject);
  return { type, literal, isSettled: isForWord, isWord: isForWord };
}

/** Of functions whose results grow, and beside texts, small numbers more often than not. */
function literalOf(random: Random, { name, args }: Signature, type: FuzzType): string {
  const isWhole = type === "smallint" || type === "integer" || type === "bigint";
  const staysSmall =
    growing.has(name) || args.length > 2 || args.some((other) => other === "text" || other === "bytea");
  if (isWhole && staysSmall && random.chance(85)) return quoted(String(random.below(40) - 8));
  if (growing.has(name) && random.chance(60)) return quoted(random.of(["0", "1", "2", "3"]));
  return edgeLiteral(random, type);
}

const isWord = (name: string, position: number): boolean =>
  (name === "extract" && position === 0) || (name === "normalize" && position === 1);

function shownCall({ name, form }: Signature, args: readonly string[]): string {
  const [first = "", second = ""] = args;
  if (form === "prefix") return `${name} (${first})`;
  if (form === "binary") return `(${first}) ${name} (${second})`;
  switch (name) {
    case "extract":
      return `extract(${first} FROM ${second})`;
    case "position":
      return `position((${first}) IN (${second}))`;
    case "normalize":
      return args.length === 1 ? `normalize(${first})` : `normalize(${first}, ${second})`;
    default:
      return `${name}(${args.join(", ")})`;
  }
}

function casts(): readonly Family[] {
  return [...scalarTypes, ...arrayTypes].flatMap((from) =>
    targets.map(
      (to): Family => ({
        title: `cast(${from} AS ${to})`,
        isInexact: false,
        arguments: (random) => [{ type: from, literal: edgeLiteral(random, from), isSettled: false, isWord: false }],
        call: ([value = ""]) => `CAST(${value} AS ${to})`,
      }),
    ),
  );
}
