// Cotangent of degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const cotd: FunctionFamily = functionFamily(["cotd"], () => [
  elementary("cotangentOfDegrees", { name: "cotd", args: ["float8"], canFail: true, doc: "Cotangent of degrees." }),
]);
