// Logarithm to base 10, and of numerics to any base (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const DOC = "Logarithm to base 10.";

export const log: FunctionFamily = functionFamily(["log"], () => [
  elementary("log", "decimalLogarithm", DOC),
  numericFunction("log", 1, "numericLog10", DOC),
  numericFunction("log", 2, "numericLog", "Logarithm of the second argument to the base of the first."),
]);
