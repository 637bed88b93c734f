// Inverse tangent, in radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const atan: FunctionFamily = elementaryFunction("atan", "arcTangent", "Inverse tangent, in radians.");
