// Functions of chance after setseed: the session puts `ffq:seeded` beside the function's own name in the place of each
// call (session/repeatable-chance.ts), with a seed and the statement that draws, whose sequence begins with that seed.
import { call } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import { type FunctionFamily, functionFamily, overloadKey, type ScalarOverload } from "../../registry.ts";
import type { Drawn, Source } from "../math/chance.ts";
import { randomDraws } from "../math/random.ts";
import { randomNormalDraws } from "../math/random-normal.ts";

const drawn: readonly Drawn[] = [...randomDraws, ...randomNormalDraws];

const bySequence = (sequence: readonly IrExpr[]): Source => ({
  number: () => call("math", "seededRandom", "f64", sequence),
  between: (args) => call("math", "seededBetween", "i64", [...sequence, ...args]),
});

const SEQUENCE = 2;

const seededRow = ({ draw, ...overload }: Drawn): ScalarOverload => ({
  ...overload,
  name: `ffq:seeded_${overload.name}`,
  args: ["int8", "int8", ...overload.args],
  doc: `${overload.name}() of a sequence, by its seed and the statement that it is for.`,
  lower: (args, { args: types, result }) =>
    draw(bySequence(args.slice(0, SEQUENCE)), args.slice(SEQUENCE), { args: types.slice(SEQUENCE), result }),
});

/** By the overload of a function of chance, the one that draws from a sequence: two arguments come before its own. */
export const SEEDED_OVERLOADS: ReadonlyMap<string, string> = new Map(
  drawn.map((one) => [overloadKey(one), overloadKey(seededRow(one))]),
);

export const seeded: FunctionFamily = functionFamily(["ffq:seeded_random", "ffq:seeded_random_normal"], () =>
  drawn.map(seededRow),
);
