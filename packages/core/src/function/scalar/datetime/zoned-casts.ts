// Casts to and from types with time zone that need the session's zone (PostgreSQL manual, section 8.5.3): functions by
// PostgreSQL's names, so that the zone is an argument like others. The binder calls them where a cast is written or
// implied (zonedCast, zonedText); precision and length are applied by ordinary casts of their results. One table makes the
// rows of all six types, and the binder looks them up there by their pair of types: so they are one file.
import { bind, choose, nullOf } from "../../../ir/build.ts";
import type { IrExpr, IrType } from "../../../ir/ir.ts";
import { type LogicalType, listOf, TEXT, type TypeKind } from "../../../type/logical-type.ts";
import { elementText, textsOf } from "../../cast/list-casts.ts";
import { timeOfDay } from "../../cast/temporal-casts.ts";
import { temporal } from "../../kernel-call.ts";
import { timeFromText } from "../../named-zone.ts";
import { type FunctionFamily, functionFamily, overloadKey, type ScalarOverload } from "../../registry.ts";
import { zoneTable } from "../../zone-bytes.ts";
import { isInfinite } from "./infinity.ts";

interface ZonedCast {
  readonly from: TypeKind;
  readonly to: TypeKind;
  readonly type: IrType;
  readonly lower: (value: IrExpr, zone: IrExpr, now: IrExpr, zoneName: IrExpr) => IrExpr;
  /** The zone's offset at the statement's time counts. */
  readonly now?: true;
  readonly canFail?: false;
}

const byKernel =
  (kernel: string, type: IrType) =>
  (value: IrExpr, zone: IrExpr): IrExpr =>
    temporal(kernel, type, [value, zone]);

const local = (value: IrExpr, zone: IrExpr): IrExpr => temporal("toLocal", "i64", [value, zone]);

const casts: readonly ZonedCast[] = [
  {
    from: "text",
    to: "timestamptz",
    type: "i64",
    lower: (value, table, _, name) => timeFromText("timestamptz", value, { name, table }),
  },
  { from: "timestamptz", to: "text", type: "ref", lower: byKernel("instantToText", "ref"), canFail: false },
  { from: "timestamp", to: "timestamptz", type: "i64", lower: byKernel("toInstant", "i64") },
  {
    from: "date",
    to: "timestamptz",
    type: "i64",
    lower: (value, zone) => temporal("toInstant", "i64", [temporal("dateToTimestamp", "i64", [value]), zone]),
  },
  { from: "timestamptz", to: "timestamp", type: "i64", lower: local },
  {
    from: "timestamptz",
    to: "date",
    type: "i32",
    lower: (value, zone) => temporal("timestampToDate", "i32", [local(value, zone)]),
  },
  {
    from: "timestamptz",
    to: "time",
    type: "i64",
    lower: (value, zone) => timeOfDay(local(value, zone)),
  },
  {
    from: "timestamptz",
    to: "timetz",
    type: "i64",
    lower: (value, zone) =>
      bind("instant", value, (instant) =>
        choose(
          [{ when: isInfinite("timestamp", instant), then: nullOf("i64") }],
          temporal("instantToTimetz", "i64", [instant, zone]),
        ),
      ),
    canFail: false,
  },
  {
    from: "text",
    to: "timetz",
    type: "i64",
    lower: (value, table, now, name) => timeFromText("timetz", value, { name, table }, [now]),
    now: true,
  },
  {
    from: "time",
    to: "timetz",
    type: "i64",
    lower: (value, zone, now) => temporal("timeToTimetz", "i64", [value, zone, now]),
    now: true,
    canFail: false,
  },
];

const overloadOf = ({ from, to, lower, now, canFail }: ZonedCast): ScalarOverload => ({
  name: to,
  args: [from],
  implicit: now === true ? ["zone", "now"] : ["zone"],
  result: to,
  strict: true,
  volatility: "immutable",
  canFail: canFail ?? true,
  doc: "The cast, by the session's time zone.",
  lower: ([value, zone, moment]) => lower(value as IrExpr, zoneTable(zone as IrExpr), moment as IrExpr, zone as IrExpr),
});

/** Rows, and arrays of them, with instants in them, as text. */
export const nestedText: ScalarOverload = {
  name: "ffq:text_in_zone",
  args: ["any"],
  implicit: ["zone"],
  result: "text",
  strict: true,
  volatility: "immutable",
  canFail: false,
  doc: "The text of a row or an array, in which instants are written by the session's time zone.",
  lower: ([value, zone], { args: [type] }) =>
    bind("nested", value as IrExpr, (nested) => elementText(nested, type as LogicalType, zoneTable(zone as IrExpr))),
};

/** The elements of an array of those, each as text. */
export const nestedTexts: ScalarOverload = {
  ...nestedText,
  name: "ffq:texts_in_zone",
  args: ["list"],
  result: () => listOf(TEXT),
  doc: "The texts of an array's elements, in which instants are written by the session's time zone.",
  lower: ([value, zone], { args: [type] }) =>
    bind("nested", value as IrExpr, (nested) => textsOf(nested, type as LogicalType, zoneTable(zone as IrExpr))),
};

const ofKinds: readonly ScalarOverload[] = casts.map(overloadOf);

export const zonedCasts: FunctionFamily = functionFamily(
  ["timestamptz", "text", "timestamp", "date", "time", "timetz", "ffq:text_in_zone", "ffq:texts_in_zone"],
  () => [...ofKinds, nestedText, nestedTexts],
);

const byPair: ReadonlyMap<string, ScalarOverload> = new Map(
  casts.map((cast, at) => [`${cast.from} ${cast.to}`, ofKinds[at] as ScalarOverload]),
);

/** The function that writes a row, or an array of rows, with instants in it; undefined for what has none. */
export function zonedText(from: LogicalType): ScalarOverload | undefined {
  return isRows(from) && holdsInstant(from) ? nestedText : undefined;
}

const isRows = (type: LogicalType): boolean => type.kind === "struct" || (type.kind === "list" && isRows(type.element));

function holdsInstant(type: LogicalType): boolean {
  switch (type.kind) {
    case "timestamptz":
      return true;
    case "list":
      return holdsInstant(type.element);
    case "struct":
      return type.fields.some((field) => holdsInstant(field.type));
    default:
      return false;
  }
}

/** The function that casts one kind to another by the session's zone; undefined where no zone is needed. */
export function zonedCast(from: TypeKind, to: TypeKind): ScalarOverload | undefined {
  return byPair.get(`${from} ${to}`);
}

/** The key of the cast from text. */
export function zonedInput(to: "timestamptz" | "timetz"): string {
  return overloadKey(byPair.get(`text ${to}`) as ScalarOverload);
}
