// Casts between strings and everything else: a type's input and output functions (PostgreSQL manual, chapter 8).
// A string in a wrong form is an error that names it.
import { unsupported } from "../../common/error.ts";
import { constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { readFields } from "../../type/interval-fields.ts";
import type { LogicalType, TypeKind } from "../../type/logical-type.ts";
import { NUMERIC } from "../../type/logical-type.ts";
import { float, numeric, temporal, text } from "../kernel-call.ts";
import { timeFromText } from "../named-zone.ts";
import { bytesOutput } from "./bytes-casts.ts";
import { always, type CastRow } from "./cast-row.ts";
import { numericOfText, rescale } from "./numeric-casts.ts";
import { type StringKind, stringKinds, toStringType } from "./string-casts.ts";
import { rounded as roundedTo } from "./temporal-casts.ts";

interface TextForm {
  readonly kind: TypeKind;
  readonly input: (text: IrExpr, to: LogicalType, from: StringKind | "unknown") => IrExpr;
  readonly output: (value: IrExpr, from: LogicalType) => IrExpr;
}

const forms: readonly TextForm[] = [
  {
    kind: "bool",
    input: (value) => text("boolFromText", "bool", [value]),
    output: (value) => text("boolToText", "ref", [value]),
  },
  {
    kind: "int2",
    input: (value) => text("i16FromText", "i32", [value]),
    output: (value) => text("i32ToText", "ref", [value]),
  },
  {
    kind: "int4",
    input: (value) => text("i32FromText", "i32", [value]),
    output: (value) => text("i32ToText", "ref", [value]),
  },
  {
    kind: "int8",
    input: (value) => text("i64FromText", "i64", [value]),
    output: (value) => text("i64ToText", "ref", [value]),
  },
  {
    kind: "float4",
    input: (value) => numeric("f32FromText", "f32", [value]),
    output: (value) => float("f32ToText", "ref", [value]),
  },
  {
    kind: "float8",
    input: (value) => numeric("f64FromText", "f64", [value]),
    output: (value) => float("f64ToText", "ref", [value]),
  },
  {
    kind: "numeric",
    input: numericOfText,
    output: (value, from) => numeric("numericToText", "ref", [rescale(value, from, NUMERIC)]),
  },
  {
    kind: "date",
    input: (value) => timeFromText("date", value),
    output: (value) => temporal("dateToText", "ref", [value]),
  },
  {
    kind: "time",
    input: (value, to) => roundedTo(timeFromText("time", value), to),
    output: (value) => temporal("timeToText", "ref", [value]),
  },
  {
    kind: "timestamp",
    input: (value, to) => roundedTo(timeFromText("timestamp", value), to),
    output: (value) => temporal("timestampToText", "ref", [value]),
  },
  {
    kind: "interval",
    // The fields decide how a literal is read; what a text says they only cut.
    input: (value, to, from) => {
      const fields = from === "unknown" && to.kind === "interval" ? readFields(to.fields) : 0;
      return roundedTo(temporal("intervalFromText", "i128", [value, constant("i32", fields)]), to);
    },
    output: (value) => temporal("intervalToText", "ref", [value]),
  },
];

/**
 * A value as its type's output function writes it; undefined for strings, which are their own text. Instants are cast by
 * the binder, which knows the session's zone (ScalarOverload.prints), or are given its table.
 */
export function outputText(value: IrExpr, from: LogicalType, zone?: IrExpr): IrExpr | undefined {
  if (from.kind === "timetz") return temporal("timetzToText", "ref", [value]);
  if (from.kind === "timestamptz") {
    if (zone === undefined) throw unsupported("a timestamp with time zone as text here");
    return temporal("instantToText", "ref", [value, zone]);
  }
  return bytesOutput(value, from.kind) ?? forms.find(({ kind }) => kind === from.kind)?.output(value, from);
}

const fromText = (from: StringKind | "unknown", { kind, input }: TextForm): CastRow => ({
  from,
  to: kind,
  // Input functions pass over the blanks of a char(n) by themselves.
  lower: (arg, types) => input(arg, types.to, from),
  canFail: always,
});

const toText = ({ kind, output }: TextForm, to: StringKind): CastRow => ({
  from: kind,
  to,
  lower: (arg, types) => toStringType(output(arg, types.from), types),
  // Written out, a cast to varchar(n) cuts; stored into a column it must fit.
  canFail: (types) => types.form !== "explicit" && "length" in types.to && types.to.length !== undefined,
});

/** Its input function needs the session's zone. */
const timetzToText = (to: StringKind): CastRow => ({
  from: "timetz",
  to,
  lower: (arg, types) => toStringType(temporal("timetzToText", "ref", [arg]), types),
  canFail: (types) => types.form !== "explicit" && "length" in types.to && types.to.length !== undefined,
});

export const textCasts = (): readonly CastRow[] => [...stringKinds.map(timetzToText), ...forms.flatMap(castsOf)];

function castsOf(form: TextForm): readonly CastRow[] {
  return [
    ...[...stringKinds, "unknown" as const].map((kind) => fromText(kind, form)),
    ...stringKinds.map((kind) => toText(form, kind)),
  ];
}
