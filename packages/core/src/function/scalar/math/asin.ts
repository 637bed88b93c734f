// Inverse sine, in radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const asin: FunctionFamily = elementaryFunction("asin", "arcSine", "Inverse sine, in radians.");
