// Functions of double precision that a kernel computes (PostgreSQL manual, section 9.3): powers, roots, logarithms,
// trigonometry. Integers come by their implicit cast, numerics have rows of their own where PostgreSQL has them.
import { float } from "../../kernel-call.ts";
import { type FunctionFamily, functionFamily, type ScalarOverload } from "../../registry.ts";

interface Traits {
  /** How many doubles it takes: one unless it says so. */
  readonly arity?: 1 | 2;
  /** Whether there are arguments for which it has no value, or too large a one. */
  readonly canFail?: boolean;
}

/** A row over doubles whose value is the kernel's. */
export function elementary(
  name: string,
  kernel: string,
  doc: string,
  { arity = 1, canFail = true }: Traits = {},
): ScalarOverload {
  return {
    name,
    args: arity === 1 ? ["float8"] : ["float8", "float8"],
    result: "float8",
    strict: true,
    volatility: "immutable",
    canFail,
    doc,
    lower: (args) => float(kernel, "f64", args),
  };
}

/** A function that is one such row. */
export function elementaryFunction(name: string, kernel: string, doc: string, traits?: Traits): FunctionFamily {
  return functionFamily([name], () => [elementary(name, kernel, doc, traits)]);
}
