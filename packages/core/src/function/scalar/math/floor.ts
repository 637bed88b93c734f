// Rounding down (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { floatInstruction } from "./float-instruction.ts";
import { numericToWhole } from "./numeric-rounding.ts";

const DOC = "The greatest whole number that is not greater.";

export const floor: FunctionFamily = functionFamily(["floor"], () => [
  floatInstruction("floor", "floor", DOC),
  numericToWhole("floor", "floor", DOC),
]);
