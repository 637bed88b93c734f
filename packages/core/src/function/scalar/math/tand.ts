// Tangent of degrees (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const tand: FunctionFamily = elementaryFunction("tand", "tangentOfDegrees", "Tangent of degrees.");
