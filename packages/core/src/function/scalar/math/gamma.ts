// The gamma function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const gamma: FunctionFamily = functionFamily(["gamma"], () => [
  elementary("gamma", { name: "gamma", args: ["float8"], canFail: true, doc: "The gamma function." }),
]);
