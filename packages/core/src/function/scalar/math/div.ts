// The whole quotient of numerics (PostgreSQL manual, section 9.3).
import { NUMERIC } from "../../../type/logical-type.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { numericKernel } from "./numeric-kernel.ts";

export const div: FunctionFamily = functionFamily(["div"], () => [
  {
    args: ["numeric", "numeric"],
    strict: true,
    volatility: "immutable",
    canFail: true,
    name: "div",
    result: () => NUMERIC,
    doc: "Whole quotient, truncated toward zero.",
    lower: numericKernel("numericDivideWhole"),
  },
]);
