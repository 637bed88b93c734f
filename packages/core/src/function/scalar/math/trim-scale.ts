// A numeric with the least scale (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { numericFunction } from "./numeric-kernel.ts";

export const trimScale: FunctionFamily = functionFamily(["trim_scale"], () => [
  numericFunction("trim_scale", 1, "numericNormalise", "The number without zeros at the end of its fraction."),
]);
