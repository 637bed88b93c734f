// first_value(value) (PostgreSQL manual, section 9.22).
import type { WindowOverload } from "../window-registry.ts";
import { endOfFrame } from "./frame-value.ts";

export const firstValue = (): readonly WindowOverload[] => [
  endOfFrame("first_value", false, "The value at the frame's first row."),
];
