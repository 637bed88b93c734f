// normalize (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { normalForm } from "./normal-form.ts";

export const normalize: FunctionFamily = normalForm(
  "normalize",
  "normalize",
  "text",
  "The text in a normal form of Unicode: NFC, NFD, NFKC or NFKD.",
);
