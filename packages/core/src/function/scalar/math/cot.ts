// Cotangent of radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const cot: FunctionFamily = elementaryFunction("cot", "cotangent", "Cotangent of radians.");
