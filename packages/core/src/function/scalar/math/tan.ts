// Tangent of radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const tan: FunctionFamily = functionFamily(["tan"], () => [
  elementary("tangent", { args: ["float8"], name: "tan", canFail: true, doc: "Tangent of radians." }),
]);
