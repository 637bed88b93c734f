// Rounding toward zero (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { floatInstruction } from "./float-instruction.ts";
import { numericToScale, numericToWhole } from "./numeric-rounding.ts";

const DOC = "The number without its fraction.";

export const trunc: FunctionFamily = functionFamily(["trunc"], () => [
  floatInstruction("trunc", "trunc", DOC),
  numericToWhole("trunc", "trunc", DOC),
  numericToScale("trunc", "The number cut off after so many digits behind the point."),
]);
