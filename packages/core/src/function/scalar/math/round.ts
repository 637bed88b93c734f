// Rounding (PostgreSQL manual, section 9.3): of doubles halves go to the even number, of numerics away from zero.
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { floatInstruction } from "./float-instruction.ts";
import { numericToScale, numericToWhole } from "./numeric-rounding.ts";

export const round: FunctionFamily = functionFamily(["round"], () => [
  floatInstruction("round", "nearest", "The nearest whole number, halves to the even one."),
  numericToWhole("round", "round", "The nearest whole number, halves away from zero."),
  numericToScale("round", "The number rounded to so many digits after the point, halves away from zero."),
]);
