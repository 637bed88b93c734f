// Tangent of radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const tan: FunctionFamily = elementaryFunction("tan", "tangent", "Tangent of radians.");
