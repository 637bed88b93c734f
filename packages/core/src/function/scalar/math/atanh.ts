// Inverse hyperbolic tangent (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const atanh: FunctionFamily = functionFamily(["atanh"], () => [
  elementary("areaTangent", { args: ["float8"], name: "atanh", canFail: true, doc: "Inverse hyperbolic tangent." }),
]);
