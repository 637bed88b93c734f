// Degrees as radians (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const radians: FunctionFamily = elementaryFunction("radians", "toRadians", "Degrees as radians.");
