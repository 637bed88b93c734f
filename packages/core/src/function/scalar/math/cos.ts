// Cosine of radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const cos: FunctionFamily = elementaryFunction("cos", "cosine", "Cosine of radians.");
