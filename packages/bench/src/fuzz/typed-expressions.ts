// Random expressions that only some types have, kept in range: their operands are reduced before they are computed with.
import { condition } from "./conditions.ts";
import { expression } from "./expressions.ts";
import { joined, type Piece, piece } from "./piece.ts";
import type { Scope, Statement } from "./scope.ts";
import { arrayOf, elementType, type FuzzType, isArray } from "./types.ts";

/** undefined where a type has no form of its own. */
export function typedExpression(statement: Statement, type: FuzzType, depth: number, scope: Scope): Piece | undefined {
  const { random } = statement;
  const of = (other: FuzzType): Piece => expression(statement, other, depth - 1, scope);
  if (isArray(type)) return array(statement, elementType(type), type, of);
  const subscripted = arrayOf(type);
  if (subscripted !== undefined && random.chance(15)) {
    return piece("(", of(subscripted), `)[${random.of(["1", "2", "0", "-1", "5"])}]`);
  }
  switch (type) {
    case "smallint":
    case "integer":
    case "bigint":
      return whole(statement, type, of);
    case "numeric":
      return numeric(statement, of);
    case "numeric(10,2)":
      return piece("(", of("smallint"), ")::numeric(10,2)");
    case "real":
    case "double precision":
      return float(statement, type, of);
    case "text":
      return text(statement, of);
    case "varchar(5)":
    case "char(3)":
      return piece("(", of(random.of(["text", "varchar(5)", "char(3)", "integer"] as const)), `)::${type}`);
    case "bytea":
      return random.of([
        () => piece("(", of("bytea"), " || ", of("bytea"), ")"),
        () => piece("convert_to(", of("text"), ", 'UTF8')"),
        () => piece("substring(", of("bytea"), ` FROM ${1 + random.below(3)} FOR ${random.below(3)})`),
      ])();
    case "boolean":
      return condition(statement, depth, scope);
    case "uuid":
      return undefined;
    case "date":
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
    case "interval":
      return temporal(statement, type, of);
  }
}

function array({ random }: Statement, element: FuzzType, type: FuzzType, of: (type: FuzzType) => Piece): Piece {
  return random.of([
    () =>
      piece(
        "ARRAY[",
        joined(
          random.times(1, 3, () => of(element)),
          ", ",
        ),
        `]::${type}`,
      ),
    () => piece("(", of(type), `)[${random.of(["1:2", "2:", ":1", "2:1", "0:9"])}]`),
    () => piece("array_remove(", flat(of(type), type), ", ", of(element), ")"),
    () => piece("array_append(", flat(of(type), type), ", ", of(element), ")"),
    () => piece("array_prepend(", of(element), ", ", flat(of(type), type), ")"),
  ])();
}

/** One dimension of it: others have no element added or removed. */
const flat = (of: Piece, type: FuzzType): Piece =>
  piece("string_to_array(array_to_string(", of, `, '|'), '|')::${type}`);

function whole(statement: Statement, type: FuzzType, of: (type: FuzzType) => Piece): Piece {
  const { random } = statement;
  const small = (): Piece => piece("(", of(type), ` % 10::${type})`);
  return random.of([
    () => piece("(", small(), random.of([" + ", " - ", " * "]), small(), ")"),
    () => piece("(", of(type), random.of([" & ", " | ", " # "]), of(type), ")"),
    () => piece("(", of(type), ` / ${random.of([2, 3, -7])}::${type})`),
    () => piece("abs(", small(), ")"),
    () => piece("length(", of("text"), `)::${type}`),
    () => piece("extract(month FROM ", of("date"), `)::${type}`),
    () => piece("(- ", small(), ")"),
    () => piece("cardinality(", of(random.of(["integer[]", "text[]"] as const)), `)::${type}`),
  ])();
}

function numeric({ random }: Statement, of: (type: FuzzType) => Piece): Piece {
  const any = (): Piece => of(random.of(["numeric", "numeric(10,2)", "integer", "bigint"] as const));
  return random.of([
    () => piece("(", of("numeric"), random.of([" + ", " - ", " * "]), any(), ")"),
    () => piece("(", of("numeric"), random.of([" / 3)", " / 0.7)", " % 7)"])),
    () => piece("round(", of("numeric"), `, ${random.below(5) - 1})`),
    () => piece(random.of(["floor(", "ceil(", "abs(", "trunc("]), of("numeric"), ")"),
    () => piece("(", of("numeric(10,2)"), random.of([" + ", " - ", " * "]), any(), ")"),
    () => piece("(", any(), ")::numeric"),
    () => piece("extract(epoch FROM ", of(random.of(["timestamp", "time", "timetz"] as const)), ")"),
  ])();
}

function float({ random }: Statement, type: FuzzType, of: (type: FuzzType) => Piece): Piece {
  return random.of([
    () => piece("(", of(type), random.of([" + ", " - ", " * "]), of(type), ")"),
    () => piece("(", of(type), ` / 2::${type})`),
    () => piece("abs(", of(type), ")"),
    () => piece("(", of(random.of(["smallint", "integer"] as const)), ` % 1000)::${type}`),
  ])();
}

function text({ random }: Statement, of: (type: FuzzType) => Piece): Piece {
  const shown = [
    "integer",
    "numeric",
    "date",
    "boolean",
    "timestamp",
    "time",
    "interval",
    "uuid",
    "bytea",
    "text[]",
    "integer[]",
  ] as const;
  return random.of([
    () => piece("(", of("text"), " || ", of("text"), ")"),
    () => piece("(", of("text"), " || ", of(random.of(shown.slice(0, 9))), ")"),
    () => piece(random.of(["upper(", "lower(", "trim(", "reverse("]), of("text"), ")"),
    () => piece("substring(", of("text"), ` FROM ${random.below(4)} FOR ${random.below(4)})`),
    () => piece("substring(", of("text"), " FROM ", random.of(["'[ab]+'", "'a(.)'"]), ")"),
    () => piece("replace(", of("text"), ", 'a', ", of("text"), ")"),
    () => piece("(", of(random.of(shown)), ")::text"),
    () => piece(random.of(["left(", "right("]), of("text"), `, ${random.below(5) - 2})`),
    () => piece("overlay(", of("text"), " PLACING ", of("text"), ` FROM ${1 + random.below(3)})`),
    () => piece("split_part(", of("text"), ", ", random.of(["'b'", "' '"]), `, ${random.of([1, 2, -1])})`),
  ])();
}

const step = (random: Statement["random"]): string =>
  random.of([
    "interval '1 month 3 days 04:05:06'",
    "interval '-1 day'",
    "interval '2 years'",
    "interval '0.5 seconds'",
  ]);

function temporal({ random }: Statement, type: FuzzType, of: (type: FuzzType) => Piece): Piece | undefined {
  const zone = random.of(["'UTC'", "'America/New_York'", "'Asia/Kolkata'"]);
  const unit = random.of(["year", "month", "week", "day", "hour", "quarter", "second"]);
  const forms: Readonly<Partial<Record<FuzzType, readonly (() => Piece)[]>>> = {
    date: [
      () => piece("(", of("date"), ` + ${random.below(400) - 200})`),
      () => piece("(", of(random.of(["timestamp", "timestamptz"] as const)), ")::date"),
    ],
    time: [
      () => piece("(", of("time"), random.of([" + ", " - "]), step(random), ")"),
      () => piece("(", of("interval"), ")::time"),
    ],
    timetz: [
      () => piece("(", of("timetz"), random.of([" + ", " - "]), step(random), ")"),
      () => piece("(", of("timetz"), ` AT TIME ZONE ${random.of(["'UTC'", "'+03'"])})`),
    ],
    timestamp: [
      () => piece("(", of("timestamp"), random.of([" + ", " - "]), step(random), ")"),
      () => piece("(", of("date"), ")::timestamp"),
      () => piece(`date_trunc('${unit}', `, of("timestamp"), ")"),
      () => piece("(", of("timestamptz"), ` AT TIME ZONE ${zone})`),
    ],
    timestamptz: [
      () => piece("(", of("timestamptz"), random.of([" + ", " - "]), step(random), ")"),
      () => piece(`date_trunc('${unit}', `, of("timestamptz"), `, ${zone})`),
      () => piece("(", of("timestamp"), ` AT TIME ZONE ${zone})`),
    ],
    interval: [
      () => piece("(", of("time"), " - ", of("time"), ")"),
      () => piece("(", of("time"), ")::interval"),
      () => piece(`make_interval(days => `, of("smallint"), ` % 100)`),
      () => piece("(", step(random), ` * ${random.of(["2", "-1", "0.5"])})`),
    ],
  };
  const made = forms[type];
  return made === undefined ? undefined : random.of(made)();
}
