// Sine of radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const sin: FunctionFamily = functionFamily(["sin"], () => [
  elementary("sine", { args: ["float8"], name: "sin", canFail: true, doc: "Sine of radians." }),
]);
