// The gamma function (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const gamma: FunctionFamily = elementaryFunction("gamma", "gamma", "The gamma function.");
