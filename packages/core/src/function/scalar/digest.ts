// md5, sha224 to sha512, crc32, crc32c (PostgreSQL manual, sections 9.4 and 9.5), by kernels.
import { call, constant } from "../../ir/build.ts";
import type { IrExpr, IrType } from "../../ir/ir.ts";
import { type ArgumentKind, type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable", canFail: false } as const;
const digest = (name: string, type: IrType, args: readonly IrExpr[]): IrExpr => call("digest", name, type, args);

const sha = (bits: number): ScalarOverload => ({
  ...row,
  name: `sha${bits}`,
  args: ["bytea"],
  result: "bytea",
  doc: `The SHA-${bits} hash.`,
  lower: (args) => digest("sha", "ref", [constant("i32", bits), ...args]),
});

/** By its polynomial, bits reversed. */
const crc = (name: string, polynomial: number, doc: string): ScalarOverload => ({
  ...row,
  name,
  args: ["bytea"],
  result: "int8",
  doc,
  lower: (args) => digest("crc", "i64", [constant("i32", polynomial | 0), ...args]),
});

export const digestFunctions: FunctionFamily = functionFamily(
  ["md5", "sha224", "sha256", "sha384", "sha512", "crc32", "crc32c"],
  () => [
    ...(["text", "bytea"] as const).map(
      (kind: ArgumentKind): ScalarOverload => ({
        ...row,
        name: "md5",
        args: [kind],
        result: "text",
        doc: "The MD5 hash, in hexadecimal digits.",
        lower: (args) => digest("md5", "ref", args),
      }),
    ),
    ...[224, 256, 384, 512].map(sha),
    crc("crc32", 0xedb88320, "The CRC-32 checksum."),
    crc("crc32c", 0x82f63b78, "The CRC-32C checksum."),
  ],
);
