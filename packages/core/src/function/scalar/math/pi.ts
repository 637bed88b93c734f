// The circle's constant (PostgreSQL manual, section 9.3).
import { constant } from "../../../ir/build.ts";
import { type FunctionFamily, functionFamily } from "../../registry.ts";

export const pi: FunctionFamily = functionFamily(["pi"], () => [
  {
    strict: true,
    volatility: "immutable",
    result: "float8",
    args: [],
    name: "pi",
    canFail: false,
    doc: "The circle's constant.",
    lower: () => constant("f64", Math.PI),
  },
]);
