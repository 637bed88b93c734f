// Inverse hyperbolic sine (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const asinh: FunctionFamily = functionFamily(["asinh"], () => [
  elementary("areaSine", { args: ["float8"], name: "asinh", canFail: true, doc: "Inverse hyperbolic sine." }),
]);
