// The error function (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const erf: FunctionFamily = elementaryFunction("erf", "errorFunction", "The error function.", {
  canFail: false,
});
