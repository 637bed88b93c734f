// random and random_normal (PostgreSQL manual, section 9.3). Each thread has a
// sequence of its own, begun by chance.
import { arithmetic, call, constant, convert } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { float } from "../kernel-call.ts";
import type { ScalarOverload } from "../registry.ts";

const row = { strict: true, volatility: "volatile" } as const;

const between = (args: readonly IrExpr[]): IrExpr =>
  call(
    "math",
    "randomBetween",
    "i64",
    args.map((arg) => convert(arg, "i64")),
  );

const drawn = (): IrExpr => call("math", "random", "f64", []);

/** By Box and Muller, of two numbers. */
function normal(mean: IrExpr, deviation: IrExpr): IrExpr {
  const above = arithmetic("sub", constant("f64", 1), drawn());
  const squared = arithmetic("mul", constant("f64", -2), float("naturalLogarithm", "f64", [above]));
  const turn = float("cosine", "f64", [arithmetic("mul", constant("f64", 2 * Math.PI), drawn())]);
  const standard = arithmetic("mul", float("squareRoot", "f64", [squared]), turn);
  return arithmetic("add", mean, arithmetic("mul", deviation, standard));
}

export const randomFunctions: readonly ScalarOverload[] = [
  {
    ...row,
    name: "random",
    args: [],
    result: "float8",
    canFail: false,
    doc: "A random number from 0 up to 1, which it does not reach.",
    lower: drawn,
  },
  {
    ...row,
    name: "random",
    args: ["int4", "int4"],
    result: "int4",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    lower: (args) => convert(between(args), "i32"),
  },
  {
    ...row,
    name: "random",
    args: ["int8", "int8"],
    result: "int8",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    lower: between,
  },
  ...[[], ["float8"], ["float8", "float8"]].map(
    (args): ScalarOverload => ({
      ...row,
      name: "random_normal",
      args: args as readonly "float8"[],
      result: "float8",
      canFail: false,
      doc: "A normally distributed random number, of a mean (0) and a standard deviation (1).",
      lower: ([mean, deviation]) => normal(mean ?? constant("f64", 0), deviation ?? constant("f64", 1)),
    }),
  ),
];
