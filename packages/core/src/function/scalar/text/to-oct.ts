// to_oct (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { radix } from "./radix.ts";

export const toOct: FunctionFamily = radix("to_oct", 3, "The number in octal digits.");
