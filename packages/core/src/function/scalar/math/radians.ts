// Degrees as radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const radians: FunctionFamily = functionFamily(["radians"], () => [
  elementary("toRadians", { args: ["float8"], name: "radians", canFail: true, doc: "Degrees as radians." }),
]);
