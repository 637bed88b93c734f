// lead(value, offset, default) (PostgreSQL manual, section 9.22).
import type { WindowOverload } from "../window-registry.ts";
import { offset } from "./offset.ts";

export const lead = (): readonly WindowOverload[] => offset("lead", "The value at the row so many rows after.");
