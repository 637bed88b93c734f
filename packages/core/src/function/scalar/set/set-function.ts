// Functions that return sets (PostgreSQL manual, section 9.26) are functions whose value is the list of what they return:
// the binder puts an unnest over each.

const PREFIX = "ffq:set:";

/** By what name the registry has the list that a set-returning function makes. */
export function setFunction(name: string): string {
  return PREFIX + name;
}

/** Whether an overload is of such a list. */
export function isSetFunction(overload: string): boolean {
  return overload.startsWith(PREFIX);
}
