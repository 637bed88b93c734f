// Inverse tangent, in degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const atand: FunctionFamily = elementaryFunction(
  "atand",
  "arcTangentInDegrees",
  "Inverse tangent, in degrees.",
  { canFail: false },
);
