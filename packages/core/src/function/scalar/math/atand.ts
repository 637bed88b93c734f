// Inverse tangent, in degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const atand: FunctionFamily = functionFamily(["atand"], () => [
  elementary("arcTangentInDegrees", {
    name: "atand",
    args: ["float8"],
    canFail: false,
    doc: "Inverse tangent, in degrees.",
  }),
]);
