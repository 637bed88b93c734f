// FILTER of an aggregate call. Values are computed for whole batches, before a filter chooses among their rows: what can
// fail asks for the filter itself.
import type { PhysicalExpr } from "../expr/expr.ts";
import type { Accumulator } from "../function/aggregate-registry.ts";
import type { PlannerContext } from "./context.ts";

/** The accumulator over the rows for which the filter is true; `filter` absent: over all. */
export function filtered(
  accumulator: Accumulator,
  filter: PhysicalExpr | undefined,
  { canFail, isVolatile }: PlannerContext,
): Accumulator & { readonly filter?: PhysicalExpr } {
  if (filter === undefined) return accumulator;
  const { input } = accumulator;
  // A filter that answers differently when asked twice is asked once.
  if (input === undefined || !canFail(input) || isVolatile(filter)) return { ...accumulator, filter };
  const { type } = input;
  const otherwise: PhysicalExpr = { kind: "constant", value: null, type };
  return {
    ...accumulator,
    input: { kind: "case", branches: [{ when: filter, then: input }], otherwise, type },
    filter,
  };
}
