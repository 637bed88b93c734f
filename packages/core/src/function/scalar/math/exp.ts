// The exponential function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const DOC = "e raised to the argument.";

export const exp: FunctionFamily = functionFamily(["exp"], () => [
  elementary("exp", "exponential", DOC),
  numericFunction("exp", 1, "numericExp", DOC),
]);
