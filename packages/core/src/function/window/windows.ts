// Every window function row: what the registry of window functions is made of.
import type { WindowOverload } from "../window-registry.ts";
import { frameValues } from "./frame-value.ts";
import { offsets } from "./offset.ts";
import { ranks } from "./rank.ts";

export const windows = (): readonly WindowOverload[] => [...ranks(), ...offsets(), ...frameValues()];
