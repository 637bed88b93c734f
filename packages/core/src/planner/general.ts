// What plans queries that compute something, or that several tasks run: a part that is loaded with the first of these
// (planner.ts). All others are planned without.
import { isolateFunctions } from "./isolate-functions.ts";
import { lowerGeneral } from "./lower-general.ts";
import type { LowerGeneral } from "./lowering.ts";
import { placeExchanges } from "./place-exchanges.ts";

export interface GeneralPlanner {
  readonly isolateFunctions: typeof isolateFunctions;
  readonly lower: LowerGeneral;
  readonly placeExchanges: typeof placeExchanges;
}

export const generalPlanner: GeneralPlanner = { isolateFunctions, lower: lowerGeneral, placeExchanges };
