// What an engine answered to a statement, and whether two answers agree: rows as a multiset of PostgreSQL's text,
// floats to some digits, numerics exactly. Where rows that are equal can print differently (1.0, 1.00), scales
// are not compared.
import { SEPARATOR } from "./peers.ts";
import type { FuzzTable } from "./tables.ts";

export type TextRow = readonly (string | null)[];

export type Answer =
  | {
      readonly kind: "rows";
      readonly types: readonly string[];
      readonly rows: readonly TextRow[];
      /** Rows changed, of a statement that gives none. */
      readonly count?: number | undefined;
    }
  | {
      readonly kind: "error";
      readonly sqlstate: string;
      readonly message: string;
      /** Where FFQ failed. */
      readonly stack?: string | undefined;
    };

export type Verdict = "same" | "both fail" | "unsupported" | "data error" | "slow" | "different";

/**
 * Where both sides evaluate every expression for every row, an error on one side alone is a difference ("errors"); where
 * there is one call, so is another SQLSTATE ("states").
 */
export type Strictness = "none" | "errors" | "states";

interface Rules {
  readonly strict: Strictness;
  /** Scales are not compared. */
  readonly anyScale: boolean;
  /** The largest number that the script or a column of it names, of those that integers and floats hold to the unit or nearly. */
  readonly largest: number;
}

export interface ScriptVerdict {
  readonly verdict: Verdict;
  /** The statement that it is about. */
  readonly position: number;
}

export interface Asked {
  /** Statements with SEPARATOR between them. */
  readonly script: string;
  /** What they are about. */
  readonly tables: readonly FuzzTable[];
  readonly strict: Strictness;
}

/** Of the first statement whose answers are not the same. */
export function compareScripts(
  { script, tables, strict }: Asked,
  got: readonly Answer[],
  want: readonly Answer[],
): ScriptVerdict {
  const statements = script.split(SEPARATOR);
  // What a statement reads, one before it may have chosen.
  const anyScale = picksOne.test(script) || ordersEquals.test(script);
  const largest = Math.max(largestOf([script]), largestOf(namedValues(script, tables)));
  for (const [position, sql] of statements.entries()) {
    const rules = { strict, anyScale, largest };
    const verdict = compareAnswers(sql, got[position] as Answer, want[position] as Answer, rules);
    if (verdict !== "same") return { verdict, position };
  }
  return { verdict: "same", position: statements.length - 1 };
}

/**
 * Errors of data (class 22, 21000, and 54000 for values that are too large or no characters) may show on one side only: which rows an expression is evaluated for is
 * the engine's choice, unless the case is strict; which of two errors comes first is so, too, and which of two constraints
 * that rows violate. A limit of time or memory is no answer: PostgreSQL leaves out what nobody asks for, FFQ without its rules may not.
 */
function compareAnswers(sql: string, got: Answer, want: Answer, rules: Rules): Verdict {
  const { strict } = rules;
  if (got.kind === "error" && got.sqlstate === "0A000") {
    return want.kind === "error" && want.sqlstate === "0A000" ? "both fail" : "unsupported";
  }
  if (got.kind === "error" && (got.sqlstate === "57014" || got.sqlstate === "53200")) return "slow";
  if (got.kind === "error" && want.kind === "error") {
    const isEither = isViolation(got) ? isViolation(want) : isDataError(got) && isEvaluationError(want);
    return got.sqlstate === want.sqlstate || (strict !== "states" && isEither) ? "both fail" : "different";
  }
  if (got.kind === "error") {
    return isDataError(got) && (strict === "none" || mayHaveSkipped(want)) ? "data error" : "different";
  }
  if (want.kind === "error") {
    return isDataError(want) && (strict === "none" || (isOfPattern(want) && mayHaveSkipped(got)))
      ? "data error"
      : "different";
  }
  if (got.types.join() !== want.types.join()) return "different";
  if (got.types.length === 0) return (got.count ?? 0) === (want.count ?? 0) ? "same" : "different";
  return sameRows(sql, got, want, rules) ? "same" : "different";
}

/** A NULL may have kept an engine from evaluating more: PostgreSQL does not where an argument is the constant NULL. */
const mayHaveSkipped = (answer: Answer): boolean =>
  answer.kind === "rows" && answer.rows.some((row) => row.includes(null));

/** PostgreSQL reads a pattern that is constant before there is a text, and so also where that is NULL. */
const isOfPattern = ({ sqlstate }: { readonly sqlstate: string }): boolean =>
  sqlstate === "22019" || sqlstate === "22025" || sqlstate === "2201B";

/** unistr tells of text that it cannot read as of a statement (42601), but only where it is evaluated. */
const isDataError = ({ sqlstate, message }: { readonly sqlstate: string; readonly message: string }): boolean =>
  sqlstate.startsWith("22") ||
  sqlstate === "21000" ||
  sqlstate === "54000" ||
  (sqlstate === "42601" && message.startsWith("invalid Unicode"));

const isViolation = ({ sqlstate }: { readonly sqlstate: string }): boolean => sqlstate.startsWith("23");

/** PostgreSQL tells of a unit that a type has not (0A000) when it evaluates the call, which may be another one than FFQ's first. */
const isEvaluationError = (error: { readonly sqlstate: string; readonly message: string }): boolean =>
  isDataError(error) || error.sqlstate === "0A000";

/** Words behind which one of several equal rows or values stands for all. */
const picksOne = /\b(DISTINCT|GROUP BY|UNION|INTERSECT|EXCEPT|min|max|greatest|least|nullif|MATERIALIZED|OVER)\b/;

/** Equal values stand in any order: `array_agg(x ORDER BY x)`. */
const ordersEquals = /\barray_agg\([^]*ORDER BY/;

function sameRows(
  sql: string,
  got: { readonly types: readonly string[]; readonly rows: readonly TextRow[] },
  want: { readonly rows: readonly TextRow[] },
  { anyScale, largest }: Rules,
): boolean {
  if (got.rows.length !== want.rows.length) return false;
  const nothing = remains(sql, largest);
  const read = (rows: readonly TextRow[], scales: boolean): Row[] =>
    rows.map((row) => row.map((cell, column) => valueOf(cell, got.types[column] as string, { scales, nothing })));
  if (!sameMultiset(read(got.rows, anyScale), read(want.rows, anyScale))) return false;
  if (!isWhollyOrdered(sql, got.types.length)) return true;
  const wanted = read(want.rows, true);
  return read(got.rows, true).every((row, position) => sameRow(row, wanted[position] as Row));
}

/**
 * Rows that are the same but for floats' last digits may stand anywhere, so each takes one of the others that is left:
 * the first but for those digits, so that hundreds of thousands of rows are compared in one pass.
 */
function sameMultiset(got: readonly Row[], want: readonly Row[]): boolean {
  const inOrder = (rows: readonly Row[]): Row[] =>
    rows
      .map((row) => ({ row, text: textOf(row) }))
      .sort((left, right) => (left.text < right.text ? -1 : 1))
      .map(({ row }) => row);
  const wanted = inOrder(want);
  const isTaken = new Uint8Array(wanted.length);
  let first = 0;
  return inOrder(got).every((row) => {
    while (isTaken[first] === 1) first++;
    let at = first;
    while (at < wanted.length && (isTaken[at] === 1 || !sameRow(row, wanted[at] as Row))) at++;
    isTaken[at] = 1;
    return at < wanted.length;
  });
}

const textOf = (row: Row): string => row.map((value) => (typeof value === "string" ? value : value.number)).join("|");

const sameRow = (left: Row, right: Row): boolean =>
  left.every((value, column) => {
    const other = right[column] as Value;
    if (typeof value === "string" || typeof other === "string") return value === other;
    const most = Math.max(Math.abs(value.number), Math.abs(other.number));
    return Math.abs(value.number - other.number) <= most * 10 ** -value.digits + value.nothing;
  });

const lastOrder = / ORDER BY ([^()]*?)(?: LIMIT \d+)?(?: OFFSET \d+)?(?: FETCH FIRST \d+ ROWS (?:ONLY|WITH TIES))?$/;

/** The rows come in an order over all columns. */
function isWhollyOrdered(sql: string, columns: number): boolean {
  const keys = lastOrder.exec(sql)?.[1]?.split(", ");
  return keys?.length === columns && keys.every((key, position) => key.startsWith(String(position + 1)));
}

/** What sums and products about a mean leave of nothing, by the largest number that goes in. */
const rounding: readonly (readonly [calls: RegExp, remains: (largest: number) => number])[] = [
  [/\b(regr_s|regr_intercept|covar_|var_|variance)/, (largest) => Math.max(1e-6, largest ** 2 * 1e-14)],
  // The root of a variance.
  [/\bstddev/, (largest) => Math.max(1e-6, largest * 1e-7)],
  // Between -1 and 1, whatever goes in.
  [/\b(corr|regr_r2)/, () => 1e-6],
  [/\b(sum|avg|regr_avg)/, (largest) => Math.max(1e-9, largest * 1e-14)],
];

/**
 * What rounding may leave of a statement's sums where they come to nothing: it is as large as what was added, or as the products
 * about a mean, and the order of the rows decides.
 */
function remains(sql: string, largest: number): number {
  return rounding.reduce((most, [calls, of]) => (calls.test(sql) ? Math.max(most, of(largest)) : most), 1e-9);
}

/** Bigints are added as floats too. */
const LARGEST = 2 ** 63;

function largestOf(texts: readonly string[]): number {
  const numbers = texts.flatMap((text) => text.match(/\d+(?:[.]\d+)?(?:e[+-]?\d+)?/gi) ?? []);
  return numbers.map(Number).reduce((most, number) => (number <= LARGEST ? Math.max(most, number) : most), 0);
}

/** Of tables and columns whose names the script has, those that can be added: others add nothing to a sum. */
function namedValues(script: string, tables: readonly FuzzTable[]): readonly string[] {
  const names = new Set(script.match(/\b[ct]\d+\b/g));
  return tables.flatMap(({ name: table, columns, rows }) =>
    columns.flatMap(({ name, type }, column) =>
      names.has(table) && names.has(name) && isNumber.test(type) ? rows.map((row) => row[column] as string) : [],
    ),
  );
}

const isNumber = /^(smallint|integer|bigint|real|double precision|numeric)/;

interface Exactness {
  readonly scales: boolean;
  /** Floats below this are as good as 0. */
  readonly nothing: number;
}

/** A finite float, which is the same as another one up to so many digits and to what is as good as nothing; or a text. */
type Value = string | { readonly number: number; readonly digits: number; readonly nothing: number };
type Row = readonly Value[];

function valueOf(cell: string | null, type: string, { scales: anyScale, nothing }: Exactness): Value {
  if (cell === null) return "NULL";
  switch (type) {
    case "float4":
      return float(cell, 4, nothing);
    case "float8":
      return float(cell, 9, nothing);
    case "numeric":
      return anyScale ? withoutZeros(cell) : cell;
    case "_numeric":
      return anyScale ? cell.replaceAll(/[\d.]+/g, withoutZeros) : cell;
    case "interval":
      return anyScale ? wholeInterval(cell) : cell;
    case "bpchar":
      return JSON.stringify(anyScale ? cell.replace(/ +$/, "") : cell);
    case "_bpchar":
      return JSON.stringify(anyScale ? withoutBlanks(cell) : cell);
    default:
      return JSON.stringify(cell);
  }
}

/** Elements that are equal: trailing blanks count for nothing, and what has none may need no quotes. */
const withoutBlanks = (array: string): string => array.replaceAll(/ +"/g, '"').replaceAll(/"(\w+)"/g, "$1");

const withoutZeros = (number: string): string => (number.includes(".") ? number.replace(/[.]?0+$/, "") : number);

/** Microseconds, with months of 30 days: intervals that are equal. */
function wholeInterval(text: string): string {
  const unit = (name: string): bigint => BigInt(new RegExp(`(-?\\d+) ${name}`).exec(text)?.[1] ?? "0");
  const days = unit("year") * 360n + unit("mon") * 30n + unit("day");
  const [, sign, hours = "0", minutes = "0", seconds = "0", fraction = ""] =
    /(-?)(\d+):(\d+):(\d+)(?:[.](\d+))?/.exec(text) ?? [];
  const time = (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * 1_000_000n;
  const micros = time + BigInt(fraction.padEnd(6, "0"));
  return /infinity/.test(text) ? text : String(days * 86_400_000_000n + (sign === "-" ? -micros : micros));
}

/** Beside 1 some digits are nothing: sums that cancel out leave the rounding's remains. */
function float(cell: string, digits: number, nothing: number): Value {
  const number = Number(cell);
  return Number.isFinite(number) ? { number, digits, nothing } : cell;
}
