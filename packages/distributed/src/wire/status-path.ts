// The pages of a coordinator and its workers for people, probes and scrapers.

/** What is going on, as JSON. */
export const STATUS_PATH = "/status";
export const HEALTH_PATH = "/healthz";
export const READY_PATH = "/readyz";
export const METRICS_PATH = "/metrics";
