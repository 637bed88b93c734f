// Hyperbolic tangent (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const tanh: FunctionFamily = elementaryFunction("tanh", "hyperbolicTangent", "Hyperbolic tangent.");
