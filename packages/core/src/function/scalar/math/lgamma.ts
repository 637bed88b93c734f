// Logarithm of the gamma function (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const lgamma: FunctionFamily = elementaryFunction(
  "lgamma",
  "logGamma",
  "Natural logarithm of the gamma function's absolute value.",
);
