// Hyperbolic cosine (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const cosh: FunctionFamily = functionFamily(["cosh"], () => [
  elementary("hyperbolicCosine", { args: ["float8"], name: "cosh", canFail: true, doc: "Hyperbolic cosine." }),
]);
