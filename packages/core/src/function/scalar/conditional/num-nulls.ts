// How many of the arguments are NULL (PostgreSQL manual, section 9.2).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { nullCount } from "./null-count.ts";

export const numNulls: FunctionFamily = functionFamily(["num_nulls"], () => [
  nullCount("num_nulls", true, "How many of the arguments are NULL."),
]);
