// left (PostgreSQL manual, section 9.4).
import type { FunctionFamily } from "../../registry.ts";
import { outerPart } from "./outer-part.ts";

export const left: FunctionFamily = outerPart("left");
