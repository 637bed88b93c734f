// Hyperbolic sine (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const sinh: FunctionFamily = functionFamily(["sinh"], () => [
  elementary("hyperbolicSine", { args: ["float8"], name: "sinh", canFail: true, doc: "Hyperbolic sine." }),
]);
