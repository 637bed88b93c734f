// Cotangent of radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const cot: FunctionFamily = functionFamily(["cot"], () => [
  elementary("cotangent", { args: ["float8"], name: "cot", canFail: true, doc: "Cotangent of radians." }),
]);
