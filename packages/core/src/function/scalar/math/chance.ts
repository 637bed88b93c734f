// Functions of chance by what they make of numbers, wherever those come from. Each thread has a sequence of its own,
// begun by chance; after setseed the session puts another call in the place of each (internal/seeded.ts). PostgreSQL's
// own sequence is not followed.
import { call, constant } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { CallTypes, ScalarOverload } from "../../registry.ts";

/** Where numbers come from: calls over the arguments of a sequence, of none where chance decides. */
export interface Source {
  readonly number: () => IrExpr;
  readonly between: (args: readonly IrExpr[]) => IrExpr;
}

/** A function by what it makes of numbers. */
export type Drawn = Omit<ScalarOverload, "lower"> & {
  readonly draw: (source: Source, args: readonly IrExpr[], types: CallTypes) => IrExpr;
};

const LEAST = constant("i64", -(2n ** 63n));
const MOST = constant("i64", 2n ** 63n - 1n);

/** 64 random bits: what kernels that draw more than one number begin with. */
export const seedFrom = ({ between }: Source): IrExpr => between([LEAST, MOST]);

/** The same, whatever setseed says. */
export const freeSeed = (): IrExpr => call("math", "randomBits", "i64", []);

const chance: Source = {
  number: () => call("math", "random", "f64", []),
  between: (args) => call("math", "randomBetween", "i64", args),
};

/** The function itself: chance decides. */
export function byChance({ draw, ...overload }: Drawn): ScalarOverload {
  return { ...overload, lower: (args, types) => draw(chance, args, types) };
}
