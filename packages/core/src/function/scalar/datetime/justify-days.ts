// justify_days(interval).
import type { FunctionFamily } from "../../registry.ts";
import { justified } from "./justified.ts";

export const justifyDays: FunctionFamily = justified("justify_days", "justifyDays", "30 days become a month.");
