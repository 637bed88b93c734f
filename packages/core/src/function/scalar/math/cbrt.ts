// Cube root (PostgreSQL manual, section 9.3).
import { type FunctionFamily, functionFamily } from "../../registry.ts";
import { elementary } from "./elementary.ts";

const NAMES = ["cbrt", "||/"];

export const cbrt: FunctionFamily = functionFamily(NAMES, () =>
  NAMES.map((name) => elementary(name, "cubeRoot", "Cube root.")),
);
