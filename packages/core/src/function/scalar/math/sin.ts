// Sine of radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const sin: FunctionFamily = elementaryFunction("sin", "sine", "Sine of radians.");
