// Inverse hyperbolic cosine (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const acosh: FunctionFamily = elementaryFunction("acosh", "areaCosine", "Inverse hyperbolic cosine.");
