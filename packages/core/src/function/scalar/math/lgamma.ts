// Logarithm of the gamma function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const lgamma: FunctionFamily = functionFamily(["lgamma"], () => [
  elementary("logGamma", {
    name: "lgamma",
    args: ["float8"],
    canFail: true,
    doc: "Natural logarithm of the gamma function's absolute value.",
  }),
]);
