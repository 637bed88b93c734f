// || of arrays, and of an array and an element (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { appended, concatenated, prepended } from "../array/concatenation.ts";

export const arrayConcat: FunctionFamily = functionFamily(["||"], () => [
  concatenated("||"),
  appended("||"),
  prepended("||"),
]);
