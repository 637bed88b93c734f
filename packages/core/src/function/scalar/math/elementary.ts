// Functions of double precision that a kernel computes (PostgreSQL manual, section 9.3): powers, roots, logarithms,
// trigonometry. Integers come by their implicit cast, numerics have rows of their own where PostgreSQL has them.
import { float } from "../../kernel-call.ts";
import type { ScalarOverload } from "../../registry.ts";

/** A row over doubles whose value is the kernel's. */
export function elementary(
  kernel: string,
  overload: Pick<ScalarOverload, "name" | "args" | "canFail" | "doc">,
): ScalarOverload {
  return {
    strict: true,
    volatility: "immutable",
    result: "float8",
    ...overload,
    lower: (args) => float(kernel, "f64", args),
  };
}
