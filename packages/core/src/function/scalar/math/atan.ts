// Inverse tangent, in radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const atan: FunctionFamily = functionFamily(["atan"], () => [
  elementary("arcTangent", { args: ["float8"], name: "atan", canFail: true, doc: "Inverse tangent, in radians." }),
]);
