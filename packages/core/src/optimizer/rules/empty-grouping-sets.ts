// Empty grouping sets of a correlated aggregate: each has one row for every value of the domain, also where there was
// nothing to aggregate, while the other sets have rows only for what is there. So the aggregate by the keys meets the
// domain, once for each empty set, in a full join, and counts of nothing are mended.

import { refTo } from "../../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, NamedExpr } from "../../logical/plan.ts";
import { INT8 } from "../../type/logical-type.ts";
import { sameValue } from "../equality.ts";
import { factsOf } from "../facts.ts";
import type { RuleContext } from "../rule.ts";
import { type Domain, eitherKey, type Keyed, sameKeys } from "./domain.ts";
import { mendCounts } from "./unnest-static-aggregate.ts";

type Aggregate = Extract<LogicalPlan, { readonly kind: "aggregate" }>;

/** @param grouped `plan` by the domain's keys too */
export function withEmptySets(
  grouped: Keyed & { readonly plan: Aggregate },
  plan: Aggregate,
  domain: Domain,
  context: RuleContext,
): Keyed {
  const setIndex = context.column("grouping set", INT8, false);
  const empty = context.column("empty set", INT8, false);
  const mended = mendCounts(grouped.plan, plan, context);
  const aggregate: LogicalPlan = { ...mended.plan, setIndex };
  const wanted = (plan.groupingSets ?? []).flatMap((set, index) => (set.length === 0 ? [BigInt(index)] : []));
  const sets: LogicalPlan = {
    kind: "values",
    columns: [empty],
    rows: wanted.map((value) => [{ kind: "constant", value, type: INT8 }]),
  };
  const { plan: values, keys } = domain.use();
  const left: LogicalPlan = { kind: "join", join: "inner", left: values, right: sets, on: [], lateral: false };
  const on = [...sameKeys(keys, grouped.keys, context), sameValue(empty, setIndex, context.functions)];
  const join: LogicalPlan = { kind: "join", join: "full", left, right: aggregate, on, lateral: false };
  const index: LogicalExpr = { kind: "coalesce", args: [refTo(setIndex), refTo(empty)], type: INT8 };
  const columns = factsOf(plan).columns.map(
    (output): NamedExpr => ({
      output,
      expr: output.id === plan.setIndex?.id ? index : (mended.values.get(output.id) as LogicalExpr),
    }),
  );
  return eitherKey(join, keys, grouped.keys, { columns, context });
}
