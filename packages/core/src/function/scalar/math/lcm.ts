// The least common multiple (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { integerDivisor } from "./integer-divisor.ts";

export const lcm: FunctionFamily = functionFamily(["lcm"], () =>
  integerDivisor("lcm", "numericLcm", "The least common multiple."),
);
