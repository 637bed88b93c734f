// Inverse cosine, in radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const acos: FunctionFamily = elementaryFunction("acos", "arcCosine", "Inverse cosine, in radians.");
