// array_dims(array) (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofDimensions } from "./bounds.ts";

export const arrayDims: FunctionFamily = functionFamily(["array_dims"], () => [
  ofDimensions("array_dims", "text", "dims", "The bounds of all dimensions, as a text."),
]);
