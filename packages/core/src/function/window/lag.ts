// lag(value, offset, default) (PostgreSQL manual, section 9.22).
import type { WindowOverload } from "../window-registry.ts";
import { offset } from "./offset.ts";

export const lag = (): readonly WindowOverload[] => offset("lag", "The value at the row so many rows before.");
