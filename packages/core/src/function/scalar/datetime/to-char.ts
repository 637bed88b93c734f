// to_char(x, picture) (PostgreSQL manual, section 9.8): numbers, moments and intervals written by pictures, by kernels. An
// empty picture of a moment or an interval and an infinite one give NULL; an empty picture of a number gives an empty text.
import { constant, convert } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { LogicalType } from "../../../type/logical-type.ts";
import { outputText } from "../../cast/text-casts.ts";
import { temporal, textConstant } from "../../kernel-call.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";
import { zoneTable } from "../../zone-bytes.ts";
import { datetimeRow } from "./datetime-row.ts";
import { datePicture, format, numberPicture, textOrNull } from "./picture.ts";

const shown = (
  kind: ArgumentKind,
  lower: (value: IrExpr, picture: IrExpr, type: LogicalType) => IrExpr,
): ScalarOverload => ({
  ...datetimeRow,
  name: "to_char",
  args: [kind, "text"],
  result: "text",
  doc: "The value written by a picture.",
  lower: ([value, picture], { args: [type] }) =>
    textOrNull(lower(value as IrExpr, picture as IrExpr, type as LogicalType)),
});

/** How the kernel is told what a decimal text stands for. */
const DECIMALS = { numeric: 0, int4: 1, int8: 2 } as const;

/** By its decimal text. */
const decimal = (kind: keyof typeof DECIMALS): ScalarOverload =>
  shown(kind, (value, picture, type) =>
    format("numberByPicture", "i64", [
      outputText(value, type) as IrExpr,
      constant("i32", DECIMALS[kind]),
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
export function instantByPicture(instant: IrExpr, picture: IrExpr, zone: IrExpr): IrExpr {
  const table = zoneTable(zone);
  return format("timestampByPicture", "i64", [
    temporal("toLocal", "i64", [instant, table]),
    temporal("zoneSecondsAt", "i32", [instant, table]),
    zone,
    datePicture(picture),
  ]);
}

export const toChar: FunctionFamily = functionFamily(["to_char"], () => [
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
    lower: ([value, picture, zone]) => textOrNull(instantByPicture(value as IrExpr, picture as IrExpr, zone as IrExpr)),
  },
  {
    ...shown("interval", (value, picture) => format("intervalByPicture", "i64", [value, datePicture(picture)])),
    canFail: unlessPicture(SOUND_INTERVAL),
  },
  ...[...(["int4", "int8", "numeric"] as const).map(decimal), float("float4", 6), float("float8", 15)].map(
    (number): ScalarOverload => ({ ...number, canFail: unlessPicture(SOUND_NUMBER) }),
  ),
]);
