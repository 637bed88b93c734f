// array_prepend(element, array) (PostgreSQL manual, section 9.19), which || is as well (operator/array-concat.ts).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { prepended } from "./concatenation.ts";

export const arrayPrepend: FunctionFamily = functionFamily(["array_prepend"], () => [prepended("array_prepend")]);
