// Casts of byte strings and uuids (PostgreSQL manual, sections 8.4 and 8.12): their text forms, and integers as their
// bytes, the highest first.
import { constant, convert } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { bytes } from "../kernel-call.ts";
import { always, type CastRow, never } from "./cast-row.ts";
import { stringKinds, toStringType } from "./string-casts.ts";

interface TextForm {
  readonly kind: "bytea" | "uuid";
  readonly input: (text: IrExpr) => IrExpr;
  readonly output: (value: IrExpr) => IrExpr;
}

const forms: readonly TextForm[] = [
  {
    kind: "bytea",
    input: (value) => bytes("bytesFromText", "ref", [value]),
    output: (value) => bytes("bytesToText", "ref", [value]),
  },
  {
    kind: "uuid",
    input: (value) => bytes("uuidFromText", "i128", [value]),
    output: (value) => bytes("uuidToText", "ref", [value]),
  },
];

/** The text of a byte string or a uuid; undefined for any other kind. */
export function bytesOutput(value: IrExpr, kind: string): IrExpr | undefined {
  return forms.find((form) => form.kind === kind)?.output(value);
}

const widths = { int2: 2, int4: 4, int8: 8 } as const;

export const bytesCasts = (): readonly CastRow[] => [
  ...forms.flatMap(({ kind, input, output }): readonly CastRow[] => [
    ...[...stringKinds, "unknown" as const].map(
      (from): CastRow => ({ from, to: kind, lower: (arg) => input(arg), canFail: always }),
    ),
    ...stringKinds.map(
      (to): CastRow => ({
        from: kind,
        to,
        lower: (arg, types) => toStringType(output(arg), types),
        canFail: (types) => types.form !== "explicit" && "length" in types.to && types.to.length !== undefined,
      }),
    ),
  ]),
  ...(["int2", "int4", "int8"] as const).flatMap((kind): readonly CastRow[] => [
    {
      from: kind,
      to: "bytea",
      lower: (arg) => bytes("bytesOfInteger", "ref", [convert(arg, "i64"), constant("i32", widths[kind])]),
      canFail: never,
    },
    {
      from: "bytea",
      to: kind,
      lower: (arg) => {
        const value = bytes("integerOfBytes", "i64", [arg, constant("i32", widths[kind])]);
        return kind === "int8" ? value : convert(value, "i32");
      },
      canFail: always,
    },
  ]),
];
