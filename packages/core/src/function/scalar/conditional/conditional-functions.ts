// What is chosen or counted among arguments: PostgreSQL manual, sections 9.2 and 9.18. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { greatest } from "./greatest.ts";
import { least } from "./least.ts";
import { numNonnulls } from "./num-nonnulls.ts";
import { numNulls } from "./num-nulls.ts";

export const conditionalFunctions: readonly FunctionFamily[] = [greatest, least, numNonnulls, numNulls];
