// Inverse tangent of a quotient, in radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const atan2: FunctionFamily = functionFamily(["atan2"], () => [
  elementary("arcTangent2", {
    args: ["float8", "float8"],
    name: "atan2",
    canFail: false,
    doc: "Inverse tangent of the quotient, in radians.",
  }),
]);
