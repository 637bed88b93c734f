// Ordered-set and hypothetical-set aggregates (PostgreSQL manual, 9.21): which there are, for the binder and for the SQL
// reference. They have no accumulators of their own, hence rows of another shape than the other aggregates':
// binder/bind-ordered-set.ts resolves a call, and binder/ordered-sets.ts makes a plan of it.
import { cumeDist } from "./cume-dist.ts";
import { denseRank } from "./dense-rank.ts";
import { mode } from "./mode.ts";
import type { OrderedSetRow } from "./ordered-set.ts";
import { percentRank } from "./percent-rank.ts";
import { percentileCont } from "./percentile-cont.ts";
import { percentileDisc } from "./percentile-disc.ts";
import { rank } from "./rank.ts";

export const orderedSets: readonly OrderedSetRow[] = [
  percentileCont,
  percentileDisc,
  mode,
  rank,
  denseRank,
  percentRank,
  cumeDist,
];
