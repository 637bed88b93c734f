// The error function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const erf: FunctionFamily = functionFamily(["erf"], () => [
  elementary("errorFunction", { name: "erf", args: ["float8"], canFail: false, doc: "The error function." }),
]);
