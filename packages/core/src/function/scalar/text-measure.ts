// Lengths and places in texts (PostgreSQL manual, section 9.4), in code points unless the name says otherwise.
// A char(n) counts without its trailing blanks, except by bytes.
import { arithmetic, constant } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import type { TypeKind } from "../../type/logical-type.ts";
import { text } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;

const length = (name: string): ScalarOverload => ({
  ...row,
  name,
  args: ["text"],
  result: "int4",
  doc: "Number of characters.",
  lower: (args) => text("length", "i32", args),
});

const bytes = (kind: TypeKind): ScalarOverload[] => [
  {
    ...row,
    name: "octet_length",
    args: [kind],
    result: "int4",
    doc: "Number of bytes.",
    lower: (args) => text("octetLength", "i32", args),
  },
  {
    ...row,
    name: "bit_length",
    args: [kind],
    result: "int4",
    doc: "Number of bits.",
    lower: (args) => arithmetic("mul", text("octetLength", "i32", args), constant("i32", 8)),
  },
];

const place = (name: string): ScalarOverload => ({
  ...row,
  name,
  args: ["text", "text"],
  result: "int4",
  doc: "Where the second text begins in the first, from 1; 0 if it does not.",
  lower: (args) => text("position", "i32", args),
});

const startsWith = (name: string): ScalarOverload => ({
  ...row,
  name,
  args: ["text", "text"],
  result: "bool",
  doc: "Whether the first text begins with the second.",
  lower: (args) => text("startsWith", "bool", args),
});

export const textMeasure: FunctionFamily = functionFamily(
  [
    "length",
    "char_length",
    "character_length",
    "octet_length",
    "bit_length",
    "position",
    "strpos",
    "starts_with",
    "^@",
    "ascii",
  ],
  () => [
    ...["length", "char_length", "character_length"].map(length),
    ...bytes("text"),
    {
      ...row,
      name: "octet_length",
      args: ["bpchar"],
      result: "int4",
      doc: "Number of bytes, blanks at the end included.",
      lower: (args) => text("octetLength", "i32", args),
    },
    ...["position", "strpos"].map(place),
    ...["starts_with", "^@"].map(startsWith),
    {
      ...row,
      name: "ascii",
      args: ["text"],
      result: "int4",
      doc: "Code point of the first character; 0 of an empty text.",
      lower: (args: readonly IrExpr[]) => text("ascii", "i32", args),
    },
  ],
);
