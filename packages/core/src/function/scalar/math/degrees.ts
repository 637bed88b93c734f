// Radians as degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const degrees: FunctionFamily = elementaryFunction("degrees", "toDegrees", "Radians as degrees.");
