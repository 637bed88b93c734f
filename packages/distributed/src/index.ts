// @ffq/distributed: what a user names.
export { distributed, extensionOffer } from "./client/offer.ts";
export { PLAN_VERSION } from "./wire/plan-version.ts";
export type { OpenTable, WorkerModule, WorkerRegistry } from "./worker/worker-module.ts";
