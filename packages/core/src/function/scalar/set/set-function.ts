// Functions that return sets (PostgreSQL manual, section 9.26) are functions whose value is the list of what they return:
// the binder puts an unnest over each.

/** By what name the registry has the list that a set-returning function makes. */
export function setFunction(name: string): string {
  return `ffq:set:${name}`;
}
