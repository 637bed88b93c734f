// Random casts to a type: between types where they seldom fail; where everything is allowed, from every type that
// PostgreSQL casts from, and from texts that may or may not be values of the type.
import { expression } from "./expressions.ts";
import { type Piece, piece } from "./piece.ts";
import type { Scope, Statement } from "./scope.ts";
import { type FuzzType, randomLiteral } from "./types.ts";
import { wildLiteral } from "./wild-literals.ts";

const numbers: readonly FuzzType[] = [
  "smallint",
  "integer",
  "bigint",
  "numeric(10,2)",
  "numeric",
  "real",
  "double precision",
];

/** Whatever the value. */
const safe: Readonly<Partial<Record<FuzzType, readonly FuzzType[]>>> = {
  integer: ["smallint", "boolean", "numeric(10,2)"],
  bigint: ["smallint", "integer", "numeric(10,2)"],
  numeric: ["smallint", "integer", "bigint", "numeric(10,2)"],
  "double precision": ["smallint", "integer", "real"],
  text: [
    "boolean",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "uuid",
    "bytea",
    "varchar(5)",
    "char(3)",
    "smallint",
    "numeric[]",
  ],
  "varchar(5)": ["text", "char(3)", "boolean", "date"],
  "char(3)": ["text", "varchar(5)", "integer"],
  date: ["timestamp", "timestamptz"],
  time: ["timestamp", "timestamptz", "timetz"],
  timetz: ["time", "timestamptz"],
  timestamp: ["date"],
  interval: ["time"],
  "text[]": ["integer[]", "date[]", "boolean[]"],
  "numeric[]": ["integer[]"],
};

/** Beside `safe`: some values fail. */
const failing: Readonly<Partial<Record<FuzzType, readonly FuzzType[]>>> = {
  smallint: numbers,
  integer: numbers,
  bigint: numbers,
  "numeric(10,2)": numbers,
  numeric: numbers,
  real: numbers,
  "double precision": numbers,
  boolean: ["integer"],
  timestamp: ["timestamptz"],
  timestamptz: ["timestamp", "date"],
  time: ["interval"],
  bytea: ["smallint", "integer", "bigint"],
  "integer[]": ["numeric[]", "text[]"],
  "numeric[]": ["text[]"],
};

export function randomCast(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  if (scope.reckless === true && random.chance(30)) return fromText(statement, type);
  const from = [...(safe[type] ?? []), ...(scope.reckless === true ? (failing[type] ?? []) : [])];
  return from.length === 0
    ? undefined
    : piece("(", expression(statement, random.of(from), depth - 1, { ...scope, nested: true }), `)::${type}`);
}

/** Of another type's literal it mostly is an error. */
function fromText({ random }: Statement, type: FuzzType): Piece {
  const written = random.chance(40)
    ? randomLiteral(random, type)
    : random.chance(70)
      ? wildLiteral(random, type)
      : random.of(["'x'", "' 1 '", "''", "'1e3'", "'12'"]);
  const text = written.startsWith("'") ? written : `'${written}'`;
  return random.chance(50) ? piece(`(${text}::text)::${type}`) : piece(`CAST(${text}::varchar AS ${type})`);
}
