// justify_interval(interval).
import type { FunctionFamily } from "../../registry.ts";
import { justified } from "./justified.ts";

export const justifyInterval: FunctionFamily = justified(
  "justify_interval",
  "justifyInterval",
  "Both of justify_hours and justify_days, with one sign for all parts.",
);
