// Random calls of functions and operators by their result's type, from the signatures of the registries.
import {
  argumentPools,
  growing,
  inexact,
  otherwiseOverloaded,
  pictures,
  risky,
  unasked,
  zones,
} from "./argument-pools.ts";
import { expression } from "./expressions.ts";
import { joined, type Piece, piece } from "./piece.ts";
import type { Scope, Statement } from "./scope.ts";
import { type ArgumentType, type Signature, signatures } from "./signatures.ts";
import { arrayTypes, elementType, type FuzzType, mixable, randomLiteral, randomType, scalarTypes } from "./types.ts";
import { wildLiteral } from "./wild-literals.ts";

/** How much may go wrong: in queries that are to give rows, little; "exact" is reckless, but to the last digit. */
export type Care = "careful" | "exact" | "reckless";

const isUnasked = ({ name, args }: Signature): boolean =>
  Object.hasOwn(unasked, name) && (name !== "age" || args.length === 1);

/** By result's type, then by name: an operator of many signatures comes no more often than others. */
const calls: Readonly<Record<Care, ReadonlyMap<FuzzType, ReadonlyMap<string, readonly Signature[]>>>> = {
  careful: callsWhere(({ name }) => !risky.has(name) && !inexact.has(name)),
  exact: callsWhere(({ name }) => !inexact.has(name)),
  reckless: callsWhere(() => true),
};

/** Calls whose type is their arguments' are asked as text. */
function callsWhere(fits: (signature: Signature) => boolean): ReadonlyMap<FuzzType, ReadonlyMap<string, Signature[]>> {
  const byType = new Map<FuzzType, Map<string, Signature[]>>();
  for (const signature of signatures.scalar) {
    if (isUnasked(signature) || !fits(signature)) continue;
    const names = byType.get(signature.result ?? "text") ?? new Map<string, Signature[]>();
    byType.set(signature.result ?? "text", names);
    names.set(signature.name, [...(names.get(signature.name) ?? []), signature]);
  }
  return byType;
}

/** undefined where nothing has that type. */
export function randomCall(
  statement: Statement,
  type: FuzzType,
  depth: number,
  scope: Scope,
  care: Care,
): Piece | undefined {
  const { random } = statement;
  const names = [...(calls[care].get(type) ?? [])];
  if (names.length === 0) return undefined;
  const [, found] = random.of(names);
  const signature = random.of(found);
  const call = shown(signature, argumentsOf(statement, signature, depth, scope, care));
  return signature.result === undefined ? piece("(", call, ")::text") : call;
}

function argumentsOf(
  statement: Statement,
  { name, args }: Signature,
  depth: number,
  scope: Scope,
  care: Care,
): readonly Piece[] {
  const { random } = statement;
  const array = random.of(arrayTypes);
  const actual = (type: ArgumentType): FuzzType => {
    if (type === "array") return array;
    if (type !== "any") return type;
    return args.includes("array") ? elementType(array) : random.of(scalarTypes);
  };
  return args.map((arg, position) => {
    const type = actual(arg);
    const pool = poolOf(name, position, args);
    if (pool !== undefined && (isWord(name, position) || random.chance(92))) return piece(random.of(pool));
    if (isWhole(type) && (growing.has(name) || random.chance(70))) {
      return piece(`(${random.below(9) - 2})::${type}`);
    }
    if (growing.has(name) && (type === "numeric" || type === "double precision")) {
      return piece(`(${random.of(["0", "1", "-1.5", "2", "0.25", "7.125"])})::${type}`);
    }
    const inner: Scope = { ...scope, windows: undefined, reckless: care !== "careful", nested: true };
    if (care !== "careful" && !otherwiseOverloaded.has(name) && random.chance(15))
      return ofOtherType(statement, type, depth, inner);
    return expression(statement, type, depth - 1, inner);
  });
}

/** What resolution has to find a cast for, or has to refuse. */
function ofOtherType(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece {
  const { random } = statement;
  const chance = random.below(100);
  const literal = random.chance(50) ? randomLiteral(random, type) : wildLiteral(random, type);
  if (chance < 45) return piece(random.chance(10) ? "NULL" : literal);
  const others = chance < 90 ? mixable[type] : undefined;
  return expression(statement, others === undefined ? randomType(random) : random.of(others), depth - 1, scope);
}

function poolOf(name: string, position: number, args: readonly ArgumentType[]): readonly string[] | undefined {
  if (name === "to_char" && position === 1) {
    return args[0] === "interval" || String(args[0]).startsWith("timestamp") ? pictures.dates : pictures.numbers;
  }
  const pool = argumentPools[name]?.[position];
  // Numbers in a pool stand for numbers, texts for texts.
  if (pool === undefined || args[position] === "bytea") return undefined;
  if (name === "to_timestamp" && args.length === 1) return undefined;
  if (name === "timezone" && args[0] !== "text") return undefined;
  return pool;
}

/**
 * The grammar has a word there, not an expression; only that type will do; or it names a time zone, where PostgreSQL
 * takes much for a POSIX zone that is none.
 */
const isWord = (name: string, position: number): boolean =>
  argumentPools[name]?.[position] === zones ||
  (name === "extract" && position === 0) ||
  (name === "normalize" && position === 1) ||
  (name === "array_fill" && position > 0);

const isWhole = (type: FuzzType): boolean => type === "smallint" || type === "integer" || type === "bigint";

function shown({ name, form }: Signature, args: readonly Piece[]): Piece {
  const [first, second, third, fourth] = args as [Piece, Piece, Piece, Piece];
  switch (form) {
    case "prefix":
      return piece("(", `${name} `, first, ")");
    case "binary":
      return piece("(", first, ` ${name} `, second, ")");
    case "function":
      switch (name) {
        case "extract":
          return piece("extract(", unquoted(first), " FROM ", second, ")");
        case "overlaps":
          return piece("((", first, ", ", second, ") OVERLAPS (", third, ", ", fourth, "))");
        case "position":
          return piece("position(", first, " IN ", second, ")");
        default:
          return piece(`${name}(`, joined(args, ", "), ")");
      }
  }
}

/** A field's name as a word. */
const unquoted = (field: Piece): Piece =>
  piece(...field.parts.map((part) => (typeof part === "string" && /^'\w+'$/.test(part) ? part.slice(1, -1) : part)));
