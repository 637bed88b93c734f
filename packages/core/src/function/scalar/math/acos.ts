// Inverse cosine, in radians (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const acos: FunctionFamily = functionFamily(["acos"], () => [
  elementary("arcCosine", { args: ["float8"], name: "acos", canFail: true, doc: "Inverse cosine, in radians." }),
]);
