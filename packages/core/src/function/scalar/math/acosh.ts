// Inverse hyperbolic cosine (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const acosh: FunctionFamily = functionFamily(["acosh"], () => [
  elementary("areaCosine", { args: ["float8"], name: "acosh", canFail: true, doc: "Inverse hyperbolic cosine." }),
]);
