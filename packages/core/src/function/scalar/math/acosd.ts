// Inverse cosine, in degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const acosd: FunctionFamily = elementaryFunction("acosd", "arcCosineInDegrees", "Inverse cosine, in degrees.");
