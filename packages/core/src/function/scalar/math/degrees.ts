// Radians as degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const degrees: FunctionFamily = functionFamily(["degrees"], () => [
  elementary("toDegrees", { args: ["float8"], name: "degrees", canFail: true, doc: "Radians as degrees." }),
]);
