// Type names: PostgreSQL's spellings and modifiers to logical types. Types that PostgreSQL has and FFQ does not
// are refused by name, names that it does not have are not known.
import type { Node, TypeName } from "@pgsql/types";
import { nearest } from "../common/suggest.ts";
import type { IntervalFields } from "../type/interval-fields.ts";
import { declaredNumeric, type LogicalType, listOf, typeOfKind } from "../type/logical-type.ts";
import type { BindContext } from "./context.ts";
import { withoutDatabase } from "./other-database.ts";
import { names } from "./parse-node.ts";

const kinds: Readonly<Record<string, LogicalType["kind"]>> = {
  bool: "bool",
  int2: "int2",
  int4: "int4",
  int8: "int8",
  float4: "float4",
  float8: "float8",
  numeric: "numeric",
  text: "text",
  varchar: "varchar",
  bpchar: "bpchar",
  bytea: "bytea",
  uuid: "uuid",
  date: "date",
  time: "time",
  timetz: "timetz",
  timestamp: "timestamp",
  timestamptz: "timestamptz",
  interval: "interval",
};

/** Words by which the grammar knows types that have other names: in quotes they name nothing. */
const grammarWords: readonly string[] = ["boolean", "smallint", "integer", "int", "bigint", "real", "decimal"];

const others: ReadonlySet<string> = new Set(
  (
    "json jsonb jsonpath xml money bit varbit inet cidr macaddr macaddr8 point line lseg " +
    "box path polygon circle tsvector tsquery int4range int8range numrange tsrange tstzrange daterange oid name char " +
    "regclass regtype regproc serial serial2 serial4 serial8 smallserial bigserial hstore"
  ).split(" "),
);

/** Types of functions' arguments and results, which no column has. */
const pseudoTypes: ReadonlySet<string> = new Set(
  (
    "record cstring void unknown any anyelement anyarray anynonarray anyenum anyrange anymultirange anycompatible " +
    "anycompatiblearray anycompatiblenonarray anycompatiblerange anycompatiblemultirange trigger event_trigger internal " +
    "language_handler fdw_handler index_am_handler table_am_handler tsm_handler pg_ddl_command"
  ).split(" "),
);

/** @throws FfqError 42P16 for a column of a pseudo-type */
export function refusePseudoType(
  context: BindContext,
  column: string,
  { names, arrayBounds, location }: TypeName,
): void {
  const last = names?.at(-1);
  const name = last !== undefined && "String" in last ? (last.String.sval ?? "") : "";
  // Only record and cstring have arrays, and those of cstring are none of them.
  if (!pseudoTypes.has(name) || (arrayBounds !== undefined && name !== "record" && name !== "cstring")) return;
  const shown = `${name === "any" ? '"any"' : name}${arrayBounds !== undefined && name === "record" ? "[]" : ""}`;
  throw context.error("INVALID_QUERY", "42P16", `column "${column}" has pseudo-type ${shown}`, location);
}

/** The kind of a type's name; undefined for every other name. */
export function kindNamed(name: string): LogicalType["kind"] | undefined {
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** `_int4` is the name by which PostgreSQL's catalog has integer[]. */
function isArrayName(name: string): boolean {
  return name.startsWith("_") && kindNamed(name.slice(1)) !== undefined;
}

/** A type as written, with its modifiers. */
export function bindType(context: BindContext, typeName: TypeName): LogicalType {
  const { location } = typeName;
  const parts = withoutDatabase(context, names(typeName.names));
  const name = parts.at(-1) ?? "";
  if (typeName.setof) throw context.unsupported("SETOF", location);
  if (typeName.pct_type) throw context.unsupported("%TYPE", location);
  const kind = kindNamed(isArrayName(name) ? name.slice(1) : name);
  if (kind === undefined) {
    if (others.has(name) || pseudoTypes.has(name)) throw context.unsupported(`type ${name}`, location);
    const near = nearest(name, [...Object.keys(kinds), ...grammarWords, ...others]);
    const hint = grammarWords.includes(name)
      ? "Write it without quotes."
      : near === undefined
        ? undefined
        : `Perhaps you meant the type "${near}".`;
    throw context.error("NOT_FOUND", "42704", `type "${parts.join(".")}" does not exist`, location, hint);
  }
  const modifiers = (typeName.typmods ?? []).map((modifier) => modifierOf(context, modifier));
  const type = withModifiers(context, kind, modifiers, location);
  // PostgreSQL ignores how many dimensions a declaration has, and how long they are.
  return typeName.arrayBounds === undefined && !isArrayName(name) ? type : listOf(type);
}

function integerOf(node: Node): number | undefined {
  return "A_Const" in node && node.A_Const.ival !== undefined ? (node.A_Const.ival.ival ?? 0) : undefined;
}

/** A number, or a text that is one. */
function modifierOf(context: BindContext, node: Node): number {
  const number = integerOf(node);
  if (number !== undefined) return number;
  const { sval, fval, location } = "A_Const" in node ? node.A_Const : {};
  if (fval !== undefined) {
    throw context.error("DATA", "22P02", `invalid input syntax for type integer: "${fval.fval}"`, location);
  }
  if (sval === undefined) {
    const message = "type modifiers must be simple constants or identifiers";
    throw context.error("SYNTAX", "42601", message, location);
  }
  const text = sval.sval ?? "";
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw context.error("DATA", "22P02", `invalid input syntax for type integer: "${text}"`, location);
}

function withModifiers(
  context: BindContext,
  kind: LogicalType["kind"],
  modifiers: readonly number[],
  location: number | undefined,
): LogicalType {
  const invalid = (message: string): Error => context.error("INVALID_QUERY", "22023", message, location);
  const [first, second] = modifiers;
  if (first === undefined) return typeOfKind(kind);
  switch (kind) {
    case "varchar":
    case "bpchar": {
      const shown = kind === "varchar" ? "varchar" : "char";
      if (modifiers.length > 1) throw invalid("invalid type modifier");
      if (first < 1) throw invalid(`length for type ${shown} must be at least 1`);
      if (first > 10_485_760) throw invalid(`length for type ${shown} cannot exceed 10485760`);
      return { kind, length: first };
    }
    case "numeric":
      if (modifiers.length > 2) throw invalid("invalid NUMERIC type modifier");
      return numericOf(context, first, second ?? 0, location);
    case "time":
    case "timetz":
    case "timestamp":
    case "timestamptz":
      if (modifiers.length > 1) throw context.error("INVALID_QUERY", "22023", "invalid type modifier", location);
      return withPrecision(context, kind, first, location);
    case "interval":
      return withFields(second === undefined ? { kind } : withPrecision(context, kind, second, location), first);
    default:
      throw context.error("INVALID_QUERY", "42601", `type modifier is not allowed for type "${kind}"`, location);
  }
}

/** More than six digits are six, with a warning in PostgreSQL. */
function withPrecision(
  context: BindContext,
  kind: "time" | "timetz" | "timestamp" | "timestamptz" | "interval",
  precision: number,
  location: number | undefined,
): LogicalType {
  if (precision >= 0) return precision >= MOST_SECOND_DIGITS ? { kind } : { kind, precision };
  const name = { time: "TIME", timetz: "TIME", timestamp: "TIMESTAMP", timestamptz: "TIMESTAMP", interval: "INTERVAL" }[
    kind
  ];
  const suffix = kind === "timetz" || kind === "timestamptz" ? " WITH TIME ZONE" : "";
  const message = `${name}(${precision})${suffix} precision must not be negative`;
  throw context.error("INVALID_QUERY", "22023", message, location);
}

const MOST_SECOND_DIGITS = 6;

function numericOf(context: BindContext, precision: number, scale: number, location: number | undefined): LogicalType {
  const invalid = (message: string): Error => context.error("INVALID_QUERY", "22023", message, location);
  if (precision < 1 || precision > 1000) throw invalid(`NUMERIC precision ${precision} must be between 1 and 1000`);
  if (scale < -1000 || scale > 1000) throw invalid(`NUMERIC scale ${scale} must be between -1000 and 1000`);
  return declaredNumeric(precision, scale);
}

const fieldBits: readonly (readonly [number, string])[] = [
  [1 << 2, "year"],
  [1 << 1, "month"],
  [1 << 3, "day"],
  [1 << 10, "hour"],
  [1 << 11, "minute"],
  [1 << 12, "second"],
];
const ALL_FIELDS = 0x7fff;

/** An interval's first modifier has a bit for each field: the type names the widest and the last one. */
function withFields(type: LogicalType, mask: number): LogicalType {
  if (type.kind !== "interval" || mask === ALL_FIELDS) return type;
  const named = fieldBits.filter(([bit]) => (mask & bit) !== 0).map(([, field]) => field);
  return { ...type, fields: [...new Set([named[0], named.at(-1)])].join(" to ") as IntervalFields };
}
