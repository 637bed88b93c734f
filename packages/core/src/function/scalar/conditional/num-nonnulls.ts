// How many of the arguments are not NULL (PostgreSQL manual, section 9.2).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { nullCount } from "./null-count.ts";

export const numNonnulls: FunctionFamily = functionFamily(["num_nonnulls"], () => [
  nullCount("num_nonnulls", false, "How many of the arguments are not NULL."),
]);
