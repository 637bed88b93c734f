// Natural logarithm (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const DOC = "Natural logarithm.";

export const ln: FunctionFamily = functionFamily(["ln"], () => [
  elementary("ln", "naturalLogarithm", DOC),
  numericFunction("ln", 1, "numericLn", DOC),
]);
