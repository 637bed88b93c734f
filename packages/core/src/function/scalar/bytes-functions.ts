// Functions over byte strings (PostgreSQL manual, section 9.5): single bytes and bits, slices. Positions count
// from 1, those of get_ and set_ from 0; bits of a byte from its lowest.
import { unsupported } from "../../common/error.ts";
import { arithmetic, constant, not } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import type { TypeKind } from "../../type/logical-type.ts";
import { bytes, text } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: true } as const;

const irTypes: Readonly<Partial<Record<TypeKind, IrType>>> = { int4: "i32", int8: "i64", text: "ref", bytea: "ref" };

interface KernelRow {
  readonly name: string;
  readonly args: readonly TypeKind[];
  readonly result: "int4" | "int8" | "text" | "bytea";
  readonly kernel: string;
  /** Further arguments of the kernel. */
  readonly more?: (args: readonly IrExpr[]) => readonly IrExpr[];
  readonly canFail?: false;
  readonly doc: string;
}

const sides = { ltrim: 1, rtrim: 2, btrim: 3 } as const;

const rows: readonly KernelRow[] = [
  { name: "get_byte", args: ["bytea", "int4"], result: "int4", kernel: "getByte", doc: "The byte at a position." },
  { name: "get_bit", args: ["bytea", "int8"], result: "int4", kernel: "getBit", doc: "The bit at a position." },
  {
    name: "set_byte",
    args: ["bytea", "int4", "int4"],
    result: "bytea",
    kernel: "setByte",
    doc: "The value with another byte at a position.",
  },
  {
    name: "set_bit",
    args: ["bytea", "int8", "int4"],
    result: "bytea",
    kernel: "setBit",
    doc: "The value with another bit at a position.",
  },
  ...["length", "octet_length"].map(
    (name): KernelRow => ({
      name,
      args: ["bytea"],
      result: "int4",
      kernel: "byteLength",
      canFail: false,
      doc: "Bytes.",
    }),
  ),
  { name: "bit_count", args: ["bytea"], result: "int8", kernel: "bitCount", canFail: false, doc: "Bits that are set." },
  {
    name: "reverse",
    args: ["bytea"],
    result: "bytea",
    kernel: "reverseBytes",
    canFail: false,
    doc: "The last byte first.",
  },
  {
    name: "position",
    args: ["bytea", "bytea"],
    result: "int4",
    kernel: "position",
    more: ([value, part]) => [part as IrExpr, value as IrExpr],
    canFail: false,
    doc: "Where the second argument begins in the first; 0 if it is not there.",
  },
  ...["substring", "substr"].flatMap((name): readonly KernelRow[] => [
    {
      name,
      args: ["bytea", "int4"],
      result: "bytea",
      kernel: "sliceFrom",
      canFail: false,
      doc: "The bytes from a position on.",
    },
    {
      name,
      args: ["bytea", "int4", "int4"],
      result: "bytea",
      kernel: "slicePart",
      doc: "So many bytes from a position.",
    },
  ]),
  ...(["btrim", "ltrim", "rtrim"] as const).map(
    (name): KernelRow => ({
      name,
      args: ["bytea", "bytea"],
      result: "bytea",
      kernel: "trimBytes",
      more: (args) => [...args, constant("i32", sides[name])],
      canFail: false,
      doc: "The value without bytes of a set at its ends.",
    }),
  ),
  {
    name: "overlay",
    args: ["bytea", "bytea", "int4", "int4"],
    result: "bytea",
    kernel: "overlay",
    doc: "The value with so many bytes from a position replaced.",
  },
  {
    name: "overlay",
    args: ["bytea", "bytea", "int4"],
    result: "bytea",
    kernel: "overlay",
    more: (args) => [...args, bytes("byteLength", "i32", [args[1] as IrExpr])],
    doc: "The value with as many bytes from a position replaced as replace them.",
  },
  {
    name: "encode",
    args: ["bytea", "text"],
    result: "text",
    kernel: "encode",
    doc: "The bytes as text in hex, base64 or escape.",
  },
  {
    name: "decode",
    args: ["text", "text"],
    result: "bytea",
    kernel: "decode",
    doc: "The bytes of a text in hex, base64 or escape.",
  },
];

const UTF8_NAMES: ReadonlySet<string> = new Set(["utf8", "utf-8", "unicode"]);

/** @throws FfqError UNSUPPORTED for an encoding other than UTF8 */
function checkEncoding(name: IrExpr): void {
  const text = name.op === "bytes" ? new TextDecoder().decode(name.value) : undefined;
  if (text === undefined || !UTF8_NAMES.has(text.toLowerCase())) throw unsupported(`encoding ${text ?? "of a column"}`);
}

export const bytesFunctions: FunctionFamily = functionFamily(
  [
    "get_byte",
    "get_bit",
    "set_byte",
    "set_bit",
    "length",
    "octet_length",
    "bit_count",
    "reverse",
    "position",
    "substring",
    "substr",
    "btrim",
    "ltrim",
    "rtrim",
    "overlay",
    "encode",
    "decode",
    "bit_length",
    "||",
    "~~",
    "!~~",
    "convert_from",
    "convert_to",
  ],
  () => [
    ...rows.map(
      ({ name, args, result, kernel, more, canFail, doc }): ScalarOverload => ({
        ...row,
        canFail: canFail ?? true,
        name,
        args,
        result,
        doc,
        lower: (values) => bytes(kernel, irTypes[result] as IrType, more === undefined ? values : more(values)),
      }),
    ),
    {
      ...row,
      canFail: false,
      name: "bit_length",
      args: ["bytea"],
      result: "int4",
      doc: "Bits.",
      lower: ([value]) => {
        const length = bytes("byteLength", "i32", [value as IrExpr]);
        return arithmetic("mul", length, constant("i32", 8));
      },
    },
    {
      ...row,
      canFail: false,
      name: "||",
      args: ["bytea", "bytea"],
      result: "bytea",
      doc: "Both values, one after the other.",
      lower: (args) => text("concat", "ref", args),
    },
    ...(["~~", "!~~"] as const).map(
      (name): ScalarOverload => ({
        ...row,
        name,
        args: ["bytea", "bytea"],
        result: "bool",
        doc: name === "~~" ? "LIKE, byte by byte." : "NOT LIKE, byte by byte.",
        lower: (args) => {
          const matches = bytes("likeBytes", "bool", args);
          return name === "~~" ? matches : not(matches);
        },
      }),
    ),
    ...(["convert_from", "convert_to"] as const).map(
      (name): ScalarOverload => ({
        ...row,
        name,
        args: [name === "convert_from" ? "bytea" : "text", "text"],
        result: name === "convert_from" ? "text" : "bytea",
        doc: name === "convert_from" ? "The text of bytes in UTF8." : "The bytes of a text in UTF8.",
        lower: ([value, encoding]) => {
          checkEncoding(encoding as IrExpr);
          return name === "convert_from" ? bytes("textOfBytes", "ref", [value as IrExpr]) : (value as IrExpr);
        },
      }),
    ),
  ],
);
