// Cosine of radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const cos: FunctionFamily = functionFamily(["cos"], () => [
  elementary("cosine", { args: ["float8"], name: "cos", canFail: true, doc: "Cosine of radians." }),
]);
