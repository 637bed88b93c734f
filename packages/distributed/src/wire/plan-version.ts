// The version of the plan format (proto/ffq/plan/v1). Client and workers must agree on it exactly: a plan is read
// by the engine that made it, so no other version is promised to mean the same. Raise it with every change of
// what a plan can hold or of what its parts mean.

export const PLAN_VERSION = 7;
