// ltrim (PostgreSQL manual, sections 9.4 and 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { trim } from "./trim.ts";

export const ltrim: FunctionFamily = trim("ltrim", "leading", "at the start");
