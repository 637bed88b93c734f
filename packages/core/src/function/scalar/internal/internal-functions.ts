// What aggregates, rewritten calls and syntax without a name are computed with: named as no SQL name can be written without
// quotes.
import type { FunctionFamily } from "../../registry.ts";
import { arrayConstructor } from "./array-constructor.ts";
import { arraySubscript } from "./array-subscript.ts";
import { entries } from "./entries.ts";
import { frameBounds } from "./frame-bounds.ts";
import { percentile } from "./percentile.ts";
import { percentileFraction } from "./percentile-fraction.ts";
import { seeded } from "./seeded.ts";
import { sketch } from "./sketch.ts";
import { squareParts } from "./square-parts.ts";
import { sumsInOrder } from "./sums-in-order.ts";
import { twofold } from "./twofold.ts";
import { varianceOfSums } from "./variance-of-sums.ts";

export const internalFunctions: readonly FunctionFamily[] = [
  arrayConstructor,
  arraySubscript,
  entries,
  frameBounds,
  percentile,
  percentileFraction,
  seeded,
  sketch,
  squareParts,
  sumsInOrder,
  twofold,
  varianceOfSums,
];
