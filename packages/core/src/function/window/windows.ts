// Every window function row: what the registry of window functions is made of. A file for each function, with all its rows.
import type { WindowOverload } from "../window-registry.ts";
import { cumeDist } from "./cume-dist.ts";
import { denseRank } from "./dense-rank.ts";
import { firstValue } from "./first-value.ts";
import { lag } from "./lag.ts";
import { lastValue } from "./last-value.ts";
import { lead } from "./lead.ts";
import { nthValue } from "./nth-value.ts";
import { ntile } from "./ntile.ts";
import { percentRank } from "./percent-rank.ts";
import { rank } from "./rank.ts";
import { rowNumber } from "./row-number.ts";

export const windows = (): readonly WindowOverload[] => [
  ...rowNumber(),
  ...rank(),
  ...denseRank(),
  ...percentRank(),
  ...cumeDist(),
  ...ntile(),
  ...lag(),
  ...lead(),
  ...firstValue(),
  ...lastValue(),
  ...nthValue(),
];
