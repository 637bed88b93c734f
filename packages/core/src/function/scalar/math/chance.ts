// Functions of chance by what they make of numbers, wherever those come from. Each thread has a sequence of its own,
// begun by chance; after setseed the session puts another call in the place of each (internal/seeded.ts). PostgreSQL's
// own sequence is not followed.
import { call } from "../../../ir/build.ts";
import type { IrExpr } from "../../../ir/ir.ts";
import type { ScalarOverload } from "../../registry.ts";

/** Where numbers come from: calls over the arguments of a sequence, of none where chance decides. */
export interface Source {
  readonly number: () => IrExpr;
  readonly between: (args: readonly IrExpr[]) => IrExpr;
}

/** A function by what it makes of numbers. */
export type Drawn = Omit<ScalarOverload, "lower"> & {
  readonly draw: (source: Source, args: readonly IrExpr[]) => IrExpr;
};

const chance: Source = {
  number: () => call("math", "random", "f64", []),
  between: (args) => call("math", "randomBetween", "i64", args),
};

/** The function itself: chance decides. */
export function byChance({ draw, ...overload }: Drawn): ScalarOverload {
  return { ...overload, lower: (args) => draw(chance, args) };
}
