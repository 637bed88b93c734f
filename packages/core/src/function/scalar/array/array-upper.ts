// array_upper(array, dimension) (PostgreSQL manual, section 9.19).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { ofDimension } from "./bounds.ts";

export const arrayUpper: FunctionFamily = functionFamily(["array_upper"], () => [
  ofDimension("array_upper", "upper", "The upper bound of a dimension."),
]);
