// array_lower(array, dimension) (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofDimension } from "./bounds.ts";

export const arrayLower: FunctionFamily = functionFamily(["array_lower"], () => [
  ofDimension("array_lower", "lower", "The lower bound of a dimension."),
]);
