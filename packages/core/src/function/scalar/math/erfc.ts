// The complementary error function (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const erfc: FunctionFamily = functionFamily(["erfc"], () => [
  elementary("errorComplement", {
    name: "erfc",
    args: ["float8"],
    canFail: false,
    doc: "1 - erf, without loss of digits for large arguments.",
  }),
]);
