// Inverse tangent of a quotient, in degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const atan2d: FunctionFamily = functionFamily(["atan2d"], () => [
  elementary("arcTangent2InDegrees", {
    name: "atan2d",
    args: ["float8", "float8"],
    canFail: false,
    doc: "Inverse tangent of the quotient, in degrees.",
  }),
]);
