// array_cat(array, array) (PostgreSQL manual, section 9.19), which || is as well (operator/array-concat.ts).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { concatenated } from "./concatenation.ts";

export const arrayCat: FunctionFamily = functionFamily(["array_cat"], () => [concatenated("array_cat")]);
