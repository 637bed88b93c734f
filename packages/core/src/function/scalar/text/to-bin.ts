// to_bin (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { radix } from "./radix.ts";

export const toBin: FunctionFamily = radix("to_bin", 1, "The number in binary digits.");
