// Inverse tangent of a quotient, in degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const atan2d: FunctionFamily = elementaryFunction(
  "atan2d",
  "arcTangent2InDegrees",
  "Inverse tangent of the quotient, in degrees.",
  { arity: 2, canFail: false },
);
