// array_ndims(array) (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofDimensions } from "./bounds.ts";

export const arrayNdims: FunctionFamily = functionFamily(["array_ndims"], () => [
  ofDimensions("array_ndims", "int4", "dimensions", "The number of dimensions."),
]);
