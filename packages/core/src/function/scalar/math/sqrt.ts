// Square root (PostgreSQL manual, section 9.3); the operator is of doubles alone.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const NAMES = ["sqrt", "|/"];
const DOC = "Square root.";

export const sqrt: FunctionFamily = functionFamily(NAMES, () => [
  ...NAMES.map((name) => elementary(name, "squareRoot", DOC)),
  numericFunction("sqrt", 1, "numericSqrt", DOC),
]);
