// Rounding up (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { floatInstruction } from "./float-instruction.ts";
import { numericToWhole } from "./numeric-rounding.ts";

const NAMES = ["ceil", "ceiling"];
const DOC = "The least whole number that is not less.";

export const ceil: FunctionFamily = functionFamily(NAMES, () =>
  NAMES.flatMap((name) => [floatInstruction(name, "ceil", DOC), numericToWhole(name, "ceil", DOC)]),
);
