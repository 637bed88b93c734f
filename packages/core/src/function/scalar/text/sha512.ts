// sha512 of bytes (PostgreSQL manual, section 9.5).
import type { FunctionFamily } from "../../registry.ts";
import { sha } from "./sha.ts";

export const sha512: FunctionFamily = sha(512);
