// Powers (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";
import { numericFunction } from "./numeric-kernel.ts";

const NAMES = ["power", "pow", "^"];
const DOC = "The first argument raised to the power of the second.";

export const power: FunctionFamily = functionFamily(NAMES, () =>
  NAMES.flatMap((name) => [
    elementary(name, "raise", DOC, { arity: 2 }),
    numericFunction(name, 2, "numericPower", DOC),
  ]),
);
