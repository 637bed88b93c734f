// The greatest common divisor (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { integerDivisor } from "./integer-divisor.ts";

export const gcd: FunctionFamily = functionFamily(["gcd"], () =>
  integerDivisor("gcd", "numericGcd", "The greatest common divisor."),
);
