// Records, which are structs. A file for each function, with all its rows.
import type { FunctionFamily } from "../../registry.ts";
import { structFieldAccess } from "./struct-field.ts";
import { structMake } from "./struct-make.ts";

export const recordFunctions: readonly FunctionFamily[] = [structFieldAccess, structMake];
