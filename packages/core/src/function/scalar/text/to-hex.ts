// to_hex (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { radix } from "./radix.ts";

export const toHex: FunctionFamily = radix("to_hex", 4, "The number in hexadecimal digits.");
