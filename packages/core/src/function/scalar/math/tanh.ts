// Hyperbolic tangent (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const tanh: FunctionFamily = functionFamily(["tanh"], () => [
  elementary("hyperbolicTangent", { args: ["float8"], name: "tanh", canFail: true, doc: "Hyperbolic tangent." }),
]);
