// Tangent of degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const tand: FunctionFamily = functionFamily(["tand"], () => [
  elementary("tangentOfDegrees", { name: "tand", args: ["float8"], canFail: true, doc: "Tangent of degrees." }),
]);
