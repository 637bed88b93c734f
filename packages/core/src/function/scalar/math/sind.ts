// Sine of degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const sind: FunctionFamily = functionFamily(["sind"], () => [
  elementary("sineOfDegrees", { name: "sind", args: ["float8"], canFail: true, doc: "Sine of degrees." }),
]);
