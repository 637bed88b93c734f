// The complementary error function (PostgreSQL manual, section 9.3).
import type { FunctionFamily } from "../../registry.ts";
import { elementaryFunction } from "./elementary.ts";

export const erfc: FunctionFamily = elementaryFunction(
  "erfc",
  "errorComplement",
  "1 - erf, without loss of digits for large arguments.",
  { canFail: false },
);
