// Inverse sine, in degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const asind: FunctionFamily = elementaryFunction("asind", "arcSineInDegrees", "Inverse sine, in degrees.");
