// @ffq/distributed: what a user names.
export { PLAN_VERSION } from "./wire/plan-version.ts";
