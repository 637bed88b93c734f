// Functions of double precision beyond float-function.ts (PostgreSQL manual, section 9.3): trigonometry in degrees, error and
// gamma functions, width_bucket.
import { call } from "../../ir/build.ts";
import type { LogicalType } from "../../type/logical-type.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";
import { toRef } from "./numeric-scale.ts";

const row = { strict: true, volatility: "immutable", result: "float8" } as const;

const kernels: readonly (readonly [name: string, kernel: string, doc: string])[] = [
  ["sind", "sineOfDegrees", "Sine of degrees."],
  ["cosd", "cosineOfDegrees", "Cosine of degrees."],
  ["tand", "tangentOfDegrees", "Tangent of degrees."],
  ["cotd", "cotangentOfDegrees", "Cotangent of degrees."],
  ["asind", "arcSineInDegrees", "Inverse sine, in degrees."],
  ["acosd", "arcCosineInDegrees", "Inverse cosine, in degrees."],
  ["atand", "arcTangentInDegrees", "Inverse tangent, in degrees."],
  ["erf", "errorFunction", "The error function."],
  ["erfc", "errorComplement", "1 - erf, without loss of digits for large arguments."],
  ["gamma", "gamma", "The gamma function."],
  ["lgamma", "logGamma", "Natural logarithm of the gamma function's absolute value."],
];

const bucket = {
  name: "width_bucket",
  strict: true,
  volatility: "immutable",
  result: "int4",
  canFail: true,
  doc: "Which of so many buckets of equal width between two bounds the first argument falls into; 0 and one more lie outside.",
} as const;

export const floatSpecial: FunctionFamily = functionFamily(
  [
    "sind",
    "cosd",
    "tand",
    "cotd",
    "asind",
    "acosd",
    "atand",
    "erf",
    "erfc",
    "gamma",
    "lgamma",
    "atan2d",
    "width_bucket",
  ],
  () => [
    ...kernels.map(
      ([name, kernel, doc]): ScalarOverload => ({
        ...row,
        name,
        args: ["float8"],
        canFail: !["atand", "erf", "erfc"].includes(name),
        doc,
        lower: (args) => call("float", kernel, "f64", args),
      }),
    ),
    {
      ...row,
      name: "atan2d",
      args: ["float8", "float8"],
      canFail: false,
      doc: "Inverse tangent of the quotient, in degrees.",
      lower: (args) => call("float", "arcTangent2InDegrees", "f64", args),
    },
    {
      ...bucket,
      args: ["float8", "float8", "float8", "int4"],
      lower: (args) => call("math", "widthBucket", "i32", args),
    },
    {
      ...bucket,
      args: ["numeric", "numeric", "numeric", "int4"],
      lower: (args, types) => {
        const numbers = args.slice(0, 3).map((arg, position) => toRef(arg, types.args[position] as LogicalType));
        return call("numeric", "numericWidthBucket", "i32", [...numbers, ...args.slice(3)]);
      },
    },
  ],
);
