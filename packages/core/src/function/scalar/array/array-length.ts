// array_length(array, dimension) (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofDimension } from "./bounds.ts";

export const arrayLength: FunctionFamily = functionFamily(["array_length"], () => [
  ofDimension("array_length", "lengthOf", "The length of a dimension."),
]);
