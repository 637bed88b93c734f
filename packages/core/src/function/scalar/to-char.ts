// to_char and to_number (PostgreSQL manual, section 9.8): pictures of numbers, moments and intervals, by kernels. An empty
// picture of a moment or an interval and an infinite one give NULL; an empty picture of a number gives an empty text.
import { bind, call, choose, compare, constant, convert, nullOf } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import { type LogicalType, NUMERIC } from "../../type/logical-type.ts";
import { outputText } from "../cast/text-casts.ts";
import { numeric, temporal, textConstant } from "../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { zoneTable } from "../zone-bytes.ts";
import { datePicture, numberPicture } from "./picture.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;
const format = (name: string, type: IrType, args: readonly IrExpr[]): IrExpr => call("format", name, type, args);

/** The text that a kernel gave as i64, or NULL. */
function orNull(found: IrExpr): IrExpr {
  return bind("shown", found, (shown) =>
    choose(
      [{ when: compare("ne", shown, constant("i64", 0n)), then: format("asText", "ref", [shown]) }],
      nullOf("ref"),
    ),
  );
}

const shown = (
  kind: ArgumentKind,
  lower: (value: IrExpr, picture: IrExpr, type: LogicalType) => IrExpr,
): ScalarOverload => ({
  ...row,
  name: "to_char",
  args: [kind, "text"],
  result: "text",
  doc: "The value written by a picture.",
  lower: ([value, picture], { args: [type] }) => orNull(lower(value as IrExpr, picture as IrExpr, type as LogicalType)),
});

/** By its decimal text. */
const decimal = (kind: ArgumentKind): ScalarOverload =>
  shown(kind, (value, picture, type) =>
    format("numberByPicture", "i64", [
      outputText(value, type) as IrExpr,
      constant("i32", kind === "int4" ? 1 : 0),
      numberPicture(picture),
    ]),
  );

/** With as many digits as the type is exact to. */
const float = (kind: ArgumentKind, digits: number): ScalarOverload =>
  shown(kind, (value, picture) =>
    format("floatByPicture", "i64", [convert(value, "f64"), constant("i32", digits), numberPicture(picture)]),
  );

const NO_NAME = textConstant("");

/** Fails unless the picture is a constant of such a form. */
const unlessPicture =
  (sound: RegExp): Exclude<ScalarOverload["canFail"], boolean> =>
  ([, picture]) =>
    picture !== null && (typeof picture !== "string" || !sound.test(picture));

/** Without the zone's abbreviation. */
const SOUND_INSTANT = /^(?![^]*tz)/i;
const SOUND_INTERVAL = /^(?:YYYY|MM|DD|HH24|HH12|HH|MI|SS|MS|US|[-: ,./])*$/;
const SOUND_NUMBER = /^(?:FM)?[09,]*(?:[.D][09]*)?$/;

/** By the clocks of the session's zone; its abbreviation is known of UTC only. */
function instantByPicture(instant: IrExpr, picture: IrExpr, zone: IrExpr): IrExpr {
  const table = zoneTable(zone);
  return format("timestampByPicture", "i64", [
    temporal("toLocal", "i64", [instant, table]),
    temporal("zoneSecondsAt", "i32", [instant, table]),
    zone,
    datePicture(picture),
  ]);
}

export const toChar: FunctionFamily = functionFamily(["to_char", "to_number"], () => [
  {
    ...shown("timestamp", (value, picture) =>
      format("timestampByPicture", "i64", [value, constant("i32", 0), NO_NAME, datePicture(picture)]),
    ),
    canFail: false,
  },
  {
    ...shown("timestamptz", (value) => value),
    implicit: ["zone"],
    canFail: unlessPicture(SOUND_INSTANT),
    lower: ([value, picture, zone]) => orNull(instantByPicture(value as IrExpr, picture as IrExpr, zone as IrExpr)),
  },
  {
    ...shown("interval", (value, picture) => format("intervalByPicture", "i64", [value, datePicture(picture)])),
    canFail: unlessPicture(SOUND_INTERVAL),
  },
  ...[...(["int4", "int8", "numeric"] as const).map(decimal), float("float4", 6), float("float8", 15)].map(
    (number): ScalarOverload => ({ ...number, canFail: unlessPicture(SOUND_NUMBER) }),
  ),
  {
    ...row,
    name: "to_number",
    args: ["text", "text"],
    result: () => NUMERIC,
    doc: "The number that a text shows by a picture.",
    lower: ([value, picture]) => {
      const read = format("numberOfPicture", "i64", [value as IrExpr, numberPicture(picture as IrExpr)]);
      return numeric("numericFromTextRef", "ref", [orNull(read)]);
    },
  },
]);
