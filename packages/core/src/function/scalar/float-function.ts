// Functions of double precision (PostgreSQL manual, section 9.3): rounding and signs inline, powers, logarithms and
// trigonometry by kernels. Integers come by their implicit cast, numerics have rows of their own where
// PostgreSQL has them.
import { and, bind, call, choose, compare, constant, isNull, nullOf, unary } from "../../ir/build.ts";
import type { IrExpr, UnaryOperator } from "../../ir/ir.ts";
import { TWOFOLD } from "../aggregate-registry.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "immutable", result: "float8", args: ["float8"] } as const;

/** One instruction. */
const inline = (name: string, operator: UnaryOperator, doc: string): ScalarOverload => ({
  ...row,
  name,
  canFail: false,
  doc,
  lower: ([arg]) => unary(operator, arg as IrExpr),
});

/** Names of one argument, with the kernel that computes them. */
const kernels: readonly (readonly [names: readonly string[], kernel: string, doc: string])[] = [
  [["sqrt", "|/"], "squareRoot", "Square root."],
  [["cbrt", "||/"], "cubeRoot", "Cube root."],
  [["exp"], "exponential", "e raised to the argument."],
  [["ln"], "naturalLogarithm", "Natural logarithm."],
  [["log", "log10"], "decimalLogarithm", "Logarithm to base 10."],
  [["sin"], "sine", "Sine of radians."],
  [["cos"], "cosine", "Cosine of radians."],
  [["tan"], "tangent", "Tangent of radians."],
  [["cot"], "cotangent", "Cotangent of radians."],
  [["asin"], "arcSine", "Inverse sine, in radians."],
  [["acos"], "arcCosine", "Inverse cosine, in radians."],
  [["atan"], "arcTangent", "Inverse tangent, in radians."],
  [["sinh"], "hyperbolicSine", "Hyperbolic sine."],
  [["cosh"], "hyperbolicCosine", "Hyperbolic cosine."],
  [["tanh"], "hyperbolicTangent", "Hyperbolic tangent."],
  [["asinh"], "areaSine", "Inverse hyperbolic sine."],
  [["acosh"], "areaCosine", "Inverse hyperbolic cosine."],
  [["atanh"], "areaTangent", "Inverse hyperbolic tangent."],
  [["degrees"], "toDegrees", "Radians as degrees."],
  [["radians"], "toRadians", "Degrees as radians."],
];

const power = (name: string): ScalarOverload => ({
  ...row,
  name,
  args: ["float8", "float8"],
  canFail: true,
  doc: "The first argument raised to the power of the second.",
  lower: (args) => call("float", "raise", "f64", args),
});

/** -1, 0 or 1; of NaN 0, as PostgreSQL has it. */
function sign(arg: IrExpr): IrExpr {
  const [zero, nan] = [constant("f64", 0), constant("f64", Number.NaN)];
  return bind("sign of", arg, (value) =>
    choose(
      [
        { when: isNull(value), then: nullOf("f64") },
        { when: compare("lt", value, zero), then: constant("f64", -1) },
        // NaN is above every number here.
        { when: and([compare("gt", value, zero), compare("lt", value, nan)]), then: constant("f64", 1) },
      ],
      zero,
    ),
  );
}

export const floatFunctions: FunctionFamily = functionFamily(
  [
    "abs",
    "@",
    "ceil",
    "ceiling",
    "floor",
    "trunc",
    "round",
    "sign",
    "sqrt",
    "|/",
    "cbrt",
    "||/",
    "exp",
    "ln",
    "log",
    "log10",
    "sin",
    "cos",
    "tan",
    "cot",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "degrees",
    "radians",
    "power",
    "pow",
    "^",
    "atan2",
    "pi",
    "ffq:twofold_product",
    "ffq:twofold_square",
  ],
  () => [
    ...["abs", "@"].flatMap((name): ScalarOverload[] => [
      inline(name, "abs", "Absolute value."),
      { ...inline(name, "abs", "Absolute value."), args: ["float4"], result: "float4" },
    ]),
    inline("ceil", "ceil", "The least whole number that is not less."),
    inline("ceiling", "ceil", "The least whole number that is not less."),
    inline("floor", "floor", "The greatest whole number that is not greater."),
    inline("trunc", "trunc", "The number without its fraction."),
    inline("round", "nearest", "The nearest whole number, halves to the even one."),
    {
      ...row,
      name: "sign",
      canFail: false,
      doc: "-1, 0 or 1.",
      lower: ([arg]) => sign(arg as IrExpr),
    },
    ...kernels.flatMap(([names, kernel, doc]) =>
      names.map(
        (name): ScalarOverload => ({
          ...row,
          name,
          canFail: true,
          doc,
          lower: (args) => call("float", kernel, "f64", args),
        }),
      ),
    ),
    ...["power", "pow", "^"].map(power),
    {
      ...row,
      name: "atan2",
      args: ["float8", "float8"],
      canFail: false,
      doc: "Inverse tangent of the quotient, in radians.",
      lower: (args) => call("float", "arcTangent2", "f64", args),
    },
    {
      ...row,
      name: "pi",
      args: [],
      canFail: false,
      doc: "The circle's constant.",
      lower: () => constant("f64", Math.PI),
    },
    // What statistics are computed from: named as no SQL name can be written without quotes.
    {
      ...row,
      name: "ffq:twofold_product",
      args: ["float8", "float8"],
      result: () => TWOFOLD,
      canFail: true,
      doc: "The product as a twofold sum of one; one that vanishes is no error.",
      lower: (args) => call("float", "twofoldProduct", "i128", args),
    },
    {
      ...row,
      name: "ffq:twofold_square",
      result: () => TWOFOLD,
      canFail: true,
      doc: "As ffq:twofold_product of a value with itself.",
      lower: (args) => call("float", "twofoldSquare", "i128", args),
    },
  ],
);
