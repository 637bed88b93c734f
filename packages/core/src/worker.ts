// @ffq/core/worker: what a host's or a bundle's own worker entry imports. Such an entry is a module that calls
// `runWorker()`; EngineOptions.workerEntry names it.
export { runWorker } from "./runtime/worker.ts";
