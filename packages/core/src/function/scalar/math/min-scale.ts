// The scale that a numeric needs (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { digitsAfterPoint } from "./digits-after-point.ts";

export const minScale: FunctionFamily = functionFamily(["min_scale"], () => [
  digitsAfterPoint("min_scale", "numericMinScale", "Digits after the point that are needed."),
]);
