// justify_hours(interval).
import type { FunctionFamily } from "../../registry.ts";
import { justified } from "./justified.ts";

export const justifyHours: FunctionFamily = justified("justify_hours", "justifyHours", "24 hours become a day.");
