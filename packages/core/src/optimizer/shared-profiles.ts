// Estimates of what has no WITH in it, and so depends on nothing but its tables' statistics: for all estimators of one
// statement, the optimizer's and then the planner's.
import type { LogicalPlan } from "../logical/plan.ts";
import type { Profile } from "./profile.ts";

export class SharedProfiles {
  readonly plans: WeakMap<LogicalPlan, Profile> = new WeakMap();
  /** Of scans without their filters, by the columns that they give. */
  readonly tables: WeakMap<Extract<LogicalPlan, { readonly kind: "scan" }>["columns"], Profile> = new WeakMap();
}
