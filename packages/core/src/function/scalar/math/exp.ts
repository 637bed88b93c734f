// The exponential function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const DOC = "e raised to the argument.";

export const exp: FunctionFamily = functionFamily(["exp"], () => [
  elementary("exponential", { args: ["float8"], name: "exp", canFail: true, doc: DOC }),
  numericFunction("exp", 1, "numericExp", DOC),
]);
