// Inverse hyperbolic tangent (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const atanh: FunctionFamily = elementaryFunction("atanh", "areaTangent", "Inverse hyperbolic tangent.");
