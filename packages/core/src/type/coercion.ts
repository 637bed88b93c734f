// Which casts PostgreSQL makes by itself, and the type categories that function resolution goes by (manual,
// chapter 10 and the catalogs pg_cast and pg_type). Pure facts; how a cast is computed is function/cast.
import { bareType, type LogicalType, type StructField, sameType, type TypeKind } from "./logical-type.ts";

/** pg_type.typcategory. */
export type TypeCategory =
  | "boolean"
  | "numeric"
  | "string"
  | "datetime"
  | "timespan"
  | "user"
  | "array"
  | "composite"
  | "unknown";

const categories: Readonly<Record<TypeKind, TypeCategory>> = {
  bool: "boolean",
  int2: "numeric",
  int4: "numeric",
  int8: "numeric",
  float4: "numeric",
  float8: "numeric",
  numeric: "numeric",
  text: "string",
  varchar: "string",
  bpchar: "string",
  bytea: "user",
  uuid: "user",
  date: "datetime",
  time: "datetime",
  timetz: "datetime",
  timestamp: "datetime",
  timestamptz: "datetime",
  interval: "timespan",
  list: "array",
  struct: "composite",
  unknown: "unknown",
};

export function categoryOf(kind: TypeKind): TypeCategory {
  return categories[kind];
}

const preferred: ReadonlySet<TypeKind> = new Set(["bool", "float8", "text", "timestamptz", "interval"]);

/** pg_type.typispreferred: the type of its category that wins when several would do. */
export function isPreferred(kind: TypeKind): boolean {
  return preferred.has(kind);
}

/** When a cast is made: without being asked, when storing into a column, or only when written. */
export type CastContext = "implicit" | "assignment" | "explicit";

/** pg_cast, by source: target and context. Same-kind casts (length, precision) are not listed. */
const casts: Readonly<Record<TypeKind, Partial<Record<TypeKind, CastContext>>>> = {
  bool: { int4: "explicit", text: "assignment", varchar: "assignment", bpchar: "assignment" },
  int2: {
    bytea: "explicit",
    int4: "implicit",
    int8: "implicit",
    float4: "implicit",
    float8: "implicit",
    numeric: "implicit",
    ...textual("assignment"),
  },
  int4: {
    bytea: "explicit",
    int2: "assignment",
    int8: "implicit",
    float4: "implicit",
    float8: "implicit",
    numeric: "implicit",
    bool: "explicit",
    ...textual("assignment"),
  },
  int8: {
    bytea: "explicit",
    int2: "assignment",
    int4: "assignment",
    float4: "implicit",
    float8: "implicit",
    numeric: "implicit",
    ...textual("assignment"),
  },
  float4: {
    int2: "assignment",
    int4: "assignment",
    int8: "assignment",
    float8: "implicit",
    numeric: "assignment",
    ...textual("assignment"),
  },
  float8: {
    int2: "assignment",
    int4: "assignment",
    int8: "assignment",
    float4: "assignment",
    numeric: "assignment",
    ...textual("assignment"),
  },
  numeric: {
    int2: "assignment",
    int4: "assignment",
    int8: "assignment",
    float4: "implicit",
    float8: "implicit",
    ...textual("assignment"),
  },
  text: { varchar: "implicit", bpchar: "implicit", ...fromText() },
  varchar: { text: "implicit", bpchar: "implicit", ...fromText() },
  bpchar: { text: "implicit", varchar: "implicit", ...fromText() },
  bytea: { int2: "explicit", int4: "explicit", int8: "explicit", ...textual("assignment") },
  uuid: { ...textual("assignment") },
  date: { timestamp: "implicit", timestamptz: "implicit", ...textual("assignment") },
  time: { timetz: "implicit", interval: "implicit", ...textual("assignment") },
  timetz: { time: "assignment", ...textual("assignment") },
  timestamp: { date: "assignment", time: "assignment", timestamptz: "implicit", ...textual("assignment") },
  timestamptz: {
    date: "assignment",
    time: "assignment",
    timetz: "assignment",
    timestamp: "assignment",
    ...textual("assignment"),
  },
  interval: { time: "assignment", ...textual("assignment") },
  list: textual("assignment"),
  struct: textual("assignment"),
  unknown: {},
};

function textual(context: CastContext): Partial<Record<TypeKind, CastContext>> {
  return { text: context, varchar: context, bpchar: context };
}

/** Casts from strings go through the target's input function, and must be written. */
function fromText(): Partial<Record<TypeKind, CastContext>> {
  const targets: readonly TypeKind[] = [
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "bytea",
    "uuid",
    "date",
    "time",
    "timetz",
    "timestamp",
    "timestamptz",
    "interval",
    "list",
  ];
  return Object.fromEntries(targets.map((target) => [target, "explicit"]));
}

/** The weakest context in which PostgreSQL casts `from` to `to`; undefined when it never does. */
export function castContext(from: TypeKind, to: TypeKind): CastContext | undefined {
  if (from === to || from === "unknown") return "implicit";
  return casts[from][to];
}

/** castContext of types: an array's is its elements'. */
export function castContextOf(from: LogicalType, to: LogicalType): CastContext | undefined {
  if (from.kind === "list" && to.kind === "list") return castContextOf(from.element, to.element);
  if (from.kind === "struct" && to.kind === "struct") return areAlike(from.fields, to.fields) ? "implicit" : undefined;
  return castContext(from.kind, to.kind);
}

/** Whether rows have fields of the same types, whatever their names and modifiers. */
export function areAlike(left: readonly StructField[], right: readonly StructField[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ type }, at) => {
      const other = right[at]?.type;
      if (type.kind === "struct" && other?.kind === "struct") return areAlike(type.fields, other.fields);
      return other !== undefined && sameType(bareType(type), bareType(other));
    })
  );
}
