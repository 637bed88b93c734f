// last_value(value) (PostgreSQL manual, section 9.22).
import type { WindowOverload } from "../window-registry.ts";
import { endOfFrame } from "./frame-value.ts";

export const lastValue = (): readonly WindowOverload[] => [
  endOfFrame("last_value", true, "The value at the frame's last row."),
];
