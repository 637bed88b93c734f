// Inverse cosine, in degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const acosd: FunctionFamily = functionFamily(["acosd"], () => [
  elementary("arcCosineInDegrees", {
    name: "acosd",
    args: ["float8"],
    canFail: true,
    doc: "Inverse cosine, in degrees.",
  }),
]);
