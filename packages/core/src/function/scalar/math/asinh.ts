// Inverse hyperbolic sine (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const asinh: FunctionFamily = elementaryFunction("asinh", "areaSine", "Inverse hyperbolic sine.");
