// @ffq/distributed: what a user names.
export { distributed } from "./client/offer.ts";
export { PLAN_VERSION } from "./wire/plan-version.ts";
