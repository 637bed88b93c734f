// Hyperbolic sine (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const sinh: FunctionFamily = elementaryFunction("sinh", "hyperbolicSine", "Hyperbolic sine.");
