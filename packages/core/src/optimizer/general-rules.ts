// The rules of plans without subqueries and lateral joins, in the order in which they run: a part that is loaded with the
// first plan that computes something (rule-list.ts).
import type { Rule } from "./rule.ts";
import { guardedValues } from "./rules/guarded-values.ts";
import { inlineCtes } from "./rules/inline-ctes.ts";
import { limitsWithTies } from "./rules/limits-with-ties.ts";
import { mergeWindows } from "./rules/merge-windows.ts";
import { narrowScans } from "./rules/narrow-scans.ts";
import { nullArguments } from "./rules/null-arguments.ts";
import { orderJoins } from "./rules/order-joins.ts";
import { pruneColumns } from "./rules/prune-columns.ts";
import { pushDownLimits } from "./rules/push-down-limits.ts";
import { pushDownPredicates } from "./rules/push-down-predicates.ts";
import { reduceAggregates } from "./rules/reduce-aggregates.ts";
import { removeRedundancy } from "./rules/remove-redundancy.ts";
import { shareSubplans } from "./rules/share-subplans.ts";
import { simplifyExpressions } from "./rules/simplify-expressions.ts";

export const generalRules: readonly Rule[] = [
  narrowScans,
  nullArguments,
  limitsWithTies,
  mergeWindows,
  inlineCtes,
  guardedValues,
  simplifyExpressions,
  pushDownPredicates,
  reduceAggregates,
  orderJoins,
  removeRedundancy,
  shareSubplans,
  pushDownLimits,
  pruneColumns,
];
