// Cosine of degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const cosd: FunctionFamily = functionFamily(["cosd"], () => [
  elementary("cosineOfDegrees", { name: "cosd", args: ["float8"], canFail: true, doc: "Cosine of degrees." }),
]);
