// random, random_normal and setseed (PostgreSQL manual, section 9.3). Each thread has a sequence of its own, begun by
// chance. After setseed the session puts another call in the place of each (session/repeatable-chance.ts): `ffq:seeded` beside
// the function's own name, with a seed and the statement that draws, whose sequence begins with that seed. PostgreSQL's
// own sequence is not followed.

import { unsupported } from "../../common/error.ts";
import { arithmetic, call, constant, convert } from "../../ir/build.ts";
import type { IrExpr } from "../../ir/ir.ts";
import { float } from "../kernel-call.ts";
import { type FunctionFamily, functionFamily, overloadKey, type ScalarOverload } from "../registry.ts";

/** setseed's overload. */
export const SETSEED_OVERLOAD = "setseed(float8)";

const row = { strict: true, volatility: "volatile" } as const;

/** Where numbers come from: calls of these over the arguments of a sequence, none where chance decides. */
interface Source {
  readonly number: () => IrExpr;
  readonly between: (args: readonly IrExpr[]) => IrExpr;
}

const byChance: Source = {
  number: () => call("math", "random", "f64", []),
  between: (args) => call("math", "randomBetween", "i64", args),
};

const seeded = (sequence: readonly IrExpr[]): Source => ({
  number: () => call("math", "seededRandom", "f64", sequence),
  between: (args) => call("math", "seededBetween", "i64", [...sequence, ...args]),
});

/** By Box and Muller, of two numbers. */
function normal({ number }: Source, mean: IrExpr, deviation: IrExpr): IrExpr {
  const above = arithmetic("sub", constant("f64", 1), number());
  const squared = arithmetic("mul", constant("f64", -2), float("naturalLogarithm", "f64", [above]));
  const turn = float("cosine", "f64", [arithmetic("mul", constant("f64", 2 * Math.PI), number())]);
  const standard = arithmetic("mul", float("squareRoot", "f64", [squared]), turn);
  return arithmetic("add", mean, arithmetic("mul", deviation, standard));
}

/** A function by what it makes of numbers. */
type Drawn = Omit<ScalarOverload, "lower"> & { readonly draw: (source: Source, args: readonly IrExpr[]) => IrExpr };

const wide = (args: readonly IrExpr[]): readonly IrExpr[] => args.map((arg) => convert(arg, "i64"));

const drawn: readonly Drawn[] = [
  {
    ...row,
    name: "random",
    args: [],
    result: "float8",
    canFail: false,
    doc: "A random number from 0 up to 1, which it does not reach.",
    draw: ({ number }) => number(),
  },
  {
    ...row,
    name: "random",
    args: ["int4", "int4"],
    result: "int4",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => convert(between(wide(args)), "i32"),
  },
  {
    ...row,
    name: "random",
    args: ["int8", "int8"],
    result: "int8",
    canFail: true,
    doc: "A random whole number between two, both possible.",
    draw: ({ between }, args) => between(wide(args)),
  },
  ...[[], ["float8"], ["float8", "float8"]].map(
    (args): Drawn => ({
      ...row,
      name: "random_normal",
      args: args as readonly "float8"[],
      result: "float8",
      canFail: false,
      doc: "A normally distributed random number, of a mean (0) and a standard deviation (1).",
      draw: (source, [mean, deviation]) => normal(source, mean ?? constant("f64", 0), deviation ?? constant("f64", 1)),
    }),
  ),
];

const SEQUENCE = 2;

const seededRow = ({ draw, ...overload }: Drawn): ScalarOverload => ({
  ...overload,
  name: `ffq:seeded_${overload.name}`,
  args: ["int8", "int8", ...overload.args],
  doc: `${overload.name}() of a sequence, by its seed and the statement that it is for.`,
  lower: (args) => draw(seeded(args.slice(0, SEQUENCE)), args.slice(SEQUENCE)),
});

/** By the overload of a function of chance, the one that draws from a sequence: two arguments come before its own. */
export const SEEDED_OVERLOADS: ReadonlyMap<string, string> = new Map(
  drawn.map((one) => [overloadKey(one), overloadKey(seededRow(one))]),
);

export const randomFunctions: FunctionFamily = functionFamily(
  ["random", "random_normal", "ffq:seeded_random", "ffq:seeded_random_normal", "setseed"],
  () => [
    ...drawn.map(({ draw, ...overload }): ScalarOverload => ({ ...overload, lower: (args) => draw(byChance, args) })),
    ...drawn.map(seededRow),
    {
      ...row,
      name: "setseed",
      args: ["float8"],
      result: "text",
      canFail: true,
      doc: "Begins the session's sequence of random numbers anew, from -1 to 1: what comes after it can be repeated.",
      lower: () => {
        throw unsupported("setseed() of a value that is not known before the query runs");
      },
    },
  ],
);
