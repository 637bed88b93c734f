// Inverse sine, in radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const asin: FunctionFamily = functionFamily(["asin"], () => [
  elementary("arcSine", { args: ["float8"], name: "asin", canFail: true, doc: "Inverse sine, in radians." }),
]);
