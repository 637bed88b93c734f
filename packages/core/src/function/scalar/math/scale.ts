// The scale of a numeric (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { digitsAfterPoint } from "./digits-after-point.ts";

export const scale: FunctionFamily = functionFamily(["scale"], () => [
  digitsAfterPoint("scale", "numericScale", "Digits after the point."),
]);
