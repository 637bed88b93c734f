// Inverse tangent of a quotient, in radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const atan2: FunctionFamily = elementaryFunction(
  "atan2",
  "arcTangent2",
  "Inverse tangent of the quotient, in radians.",
  { arity: 2, canFail: false },
);
