// Hyperbolic cosine (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const cosh: FunctionFamily = elementaryFunction("cosh", "hyperbolicCosine", "Hyperbolic cosine.");
