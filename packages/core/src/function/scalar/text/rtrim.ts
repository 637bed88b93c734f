// rtrim (PostgreSQL manual, sections 9.4 and 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { trim } from "./trim.ts";

export const rtrim: FunctionFamily = trim("rtrim", "trailing", "at the end");
