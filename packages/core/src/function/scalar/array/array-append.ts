// array_append(array, element) (PostgreSQL manual, section 9.19), which || is as well (operator/array-concat.ts).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { appended } from "./concatenation.ts";

export const arrayAppend: FunctionFamily = functionFamily(["array_append"], () => [appended("array_append")]);
