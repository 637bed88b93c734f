// rpad (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { pad } from "./pad.ts";

export const rpad: FunctionFamily = pad("rpad", "end");
