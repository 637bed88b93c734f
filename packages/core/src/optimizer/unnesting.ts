// The rules that make joins of subqueries and lateral joins, which no plan may hold after them.
import type { Rule } from "./rule.ts";
import { hoistSubqueries } from "./rules/hoist-subqueries.ts";
import { lateralUnnest } from "./rules/lateral-unnest.ts";
import { unnestByDomain } from "./rules/unnest-by-domain.ts";
import { unnestByPulling } from "./rules/unnest-by-pulling.ts";

export const unnestingRules: readonly Rule[] = [hoistSubqueries, lateralUnnest, unnestByPulling, unnestByDomain];
