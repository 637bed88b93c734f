// is_normalized, as which IS NORMALIZED is called (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { normalForm } from "./normal-form.ts";

export const isNormalized: FunctionFamily = normalForm(
  "is_normalized",
  "isNormalized",
  "bool",
  "Whether the text is in a normal form of Unicode.",
);
