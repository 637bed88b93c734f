// sha384 of bytes (PostgreSQL manual, section 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { sha } from "./sha.ts";

export const sha384: FunctionFamily = sha(384);
