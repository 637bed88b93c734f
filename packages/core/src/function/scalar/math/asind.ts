// Inverse sine, in degrees (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

export const asind: FunctionFamily = functionFamily(["asind"], () => [
  elementary("arcSineInDegrees", { name: "asind", args: ["float8"], canFail: true, doc: "Inverse sine, in degrees." }),
]);
