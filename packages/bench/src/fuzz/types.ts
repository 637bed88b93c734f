// The types of random columns, and literals of each: common ones, so that joins and groups find equals, and extremes.
// Floats are few and exact in binary, so that sums do not depend on the order of rows; no value has an equal that
// prints otherwise; letters have no case outside ASCII, where PostgreSQL's upper() depends on its locale.
import type { Random } from "./random.ts";

export const scalarTypes = [
  "smallint",
  "integer",
  "bigint",
  "numeric(10,2)",
  "numeric",
  "real",
  "double precision",
  "text",
  "varchar(5)",
  "char(3)",
  "bytea",
  "date",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
  "uuid",
  "boolean",
] as const;

export const arrayTypes = ["integer[]", "text[]", "numeric[]", "date[]", "boolean[]"] as const;

export type ScalarType = (typeof scalarTypes)[number];
export type ArrayType = (typeof arrayTypes)[number];
export type FuzzType = ScalarType | ArrayType;

/** Those that queries are mostly made of come more than once. */
const weighted: readonly FuzzType[] = [
  ...scalarTypes,
  ...scalarTypes,
  ...arrayTypes,
  "integer",
  "integer",
  "bigint",
  "numeric(10,2)",
  "text",
  "text",
  "boolean",
];

export const randomType = (random: Random): FuzzType => random.of(weighted);

export const isArray = (type: FuzzType): type is ArrayType => type.endsWith("[]");

export const elementType = (type: ArrayType): ScalarType => type.slice(0, -2) as ScalarType;

export const arrayOf = (type: FuzzType): ArrayType | undefined =>
  arrayTypes.find((array) => !isArray(type) && elementType(array) === type);

/** Types that PostgreSQL makes the first of, where the first is among them: CASE, COALESCE, IN, comparisons. */
export const mixable: Readonly<Partial<Record<FuzzType, readonly FuzzType[]>>> = {
  integer: ["smallint"],
  bigint: ["smallint", "integer"],
  numeric: ["smallint", "integer", "bigint", "numeric(10,2)"],
  real: ["smallint", "integer", "bigint"],
  "double precision": ["smallint", "integer", "bigint", "numeric(10,2)", "real"],
  text: ["varchar(5)", "char(3)"],
  timestamp: ["date"],
  timestamptz: ["date", "timestamp"],
  interval: ["time"],
};

const common: Readonly<Record<FuzzType, readonly string[]>> = {
  smallint: ["0", "1", "2", "3", "-1", "7"],
  integer: ["0", "1", "2", "3", "-1", "42"],
  bigint: ["0", "1", "2", "3", "-1", "42"],
  "numeric(10,2)": ["0.00", "1.00", "2.50", "-0.01", "3.14"],
  numeric: ["0", "1", "2.5", "-0.001", "3"],
  real: ["0", "1", "2.5", "-0.25", "3"],
  "double precision": ["0", "1", "2.5", "-0.25", "3"],
  text: ["''", "'a'", "'b'", "'ab'", "'1'", "'abc'"],
  "varchar(5)": ["''", "'a'", "'b'", "'ab'", "'a b'"],
  "char(3)": ["''", "'a'", "'b'", "'ab'", "'abc'"],
  bytea: ["''", "'\\x00'", "'\\x6162'", "'\\xff'", "'\\x61'"],
  date: ["'2000-01-01'", "'2000-02-29'", "'1999-12-31'", "'2024-06-15'"],
  time: ["'00:00:00'", "'12:34:56.789'", "'23:59:59.999999'", "'04:05:06'"],
  timetz: ["'00:00:00+00'", "'12:34:56.789+02'", "'23:59:59-05:30'"],
  timestamp: ["'2000-01-01 00:00:00'", "'2000-02-29 12:34:56.789'", "'1999-12-31 23:59:59.999999'"],
  timestamptz: ["'2000-01-01 00:00:00+00'", "'2000-02-29 12:34:56.789+00'", "'2024-03-31 01:30:00+00'"],
  interval: ["'0'", "'1 day'", "'-3 hours'", "'1 month 2 days'", "'1 year -00:00:01'"],
  uuid: [
    "'00000000-0000-0000-0000-000000000000'",
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
    "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
  ],
  boolean: ["true", "false"],
  "integer[]": ["'{}'", "'{1}'", "'{1,2,3}'", "'{NULL,2}'", "'{42,-1,0,42}'"],
  "text[]": ["'{}'", "'{a}'", "'{a,b,NULL}'", "'{ab,\"\"}'", "'{\"a b\",c}'"],
  "numeric[]": ["'{}'", "'{1.5}'", "'{0,NULL,-2.25}'"],
  "date[]": ["'{}'", "'{2000-01-01}'", "'{2000-02-29,NULL,1999-12-31}'"],
  "boolean[]": ["'{}'", "'{t}'", "'{t,f,NULL}'"],
};

const rare: Readonly<Record<FuzzType, readonly string[]>> = {
  smallint: ["32767", "-32768"],
  integer: ["2147483647", "-2147483648"],
  bigint: ["9223372036854775807", "-9223372036854775808", "4294967296"],
  "numeric(10,2)": ["99999999.99", "-99999999.99"],
  numeric: ["123456789012345678901234567890.123456789", "-99999999999999999999", "0.00000000000000000001", "'NaN'"],
  real: ["'Infinity'", "'NaN'", "4096"],
  "double precision": ["'Infinity'", "'-Infinity'", "'NaN'", "16777216"],
  text: ["'A longer text that fits no word'", "'☃ 𝄞 漢字'", "'%_\\'", "'a longer text that fits no word'"],
  "varchar(5)": ["'☃ 𝄞'", "'ABCDE'"],
  "char(3)": ["'☃'", "'A B'"],
  bytea: ["'\\x00112233445566778899aabbccddeeff'", "'\\x5c27'"],
  date: ["'0001-01-01'", "'infinity'", "'9999-12-31'"],
  time: ["'24:00:00'", "'00:00:00.000001'"],
  timetz: ["'24:00:00+15:59'", "'00:00:00-15:59:59'"],
  timestamp: ["'-infinity'", "'0044-03-15 00:00:00 BC'", "'9999-12-31 23:59:59'"],
  timestamptz: ["'infinity'", "'0044-03-15 00:00:00+00 BC'", "'9999-12-31 23:59:59+00'"],
  interval: ["'178000000 years'", "'-9 years 1 month -1 day 23:59:59.999999'", "'2562047788:00:54.775807'"],
  uuid: ["'12345678-9abc-def0-1234-56789abcdef0'"],
  boolean: ["true"],
  "integer[]": ["'{{1,2},{3,4}}'", "'[0:1]={7,8}'", "'{2147483647,-2147483648}'"],
  "text[]": ["'{{a,b},{c,NULL}}'", '\'{"NULL","{}","\\\\"}\''],
  "numeric[]": ["'{NaN,123456789012345678901234567890.5}'"],
  "date[]": ["'{infinity,-infinity}'"],
  "boolean[]": ["'{{t,f}}'"],
};

export function randomLiteral(random: Random, type: FuzzType): string {
  return random.of(random.chance(8) ? rare[type] : common[type]);
}

/** A literal with its type, or a NULL of it. */
export const typedLiteral = (random: Random, type: FuzzType, nulls = 5): string =>
  `(${random.chance(nulls) ? "NULL" : randomLiteral(random, type)})::${type}`;
