// Logarithm to base 10 (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const DOC = "Logarithm to base 10.";

export const log10: FunctionFamily = functionFamily(["log10"], () => [
  elementary("log10", "decimalLogarithm", DOC),
  numericFunction("log10", 1, "numericLog10", DOC),
]);
